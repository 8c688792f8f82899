// What tokenstile/nest exports:

/**
 * Establishes who opens a socket of a gateway, of ws or socket.io, and enforces what its class demands: when the socket is
 * opened, and again with each message. A refusal is told as the event `exception`. A socket that may not be opened is
 * closed before `handleConnection` of the gateway, with 4401, 4403 or 4503; one whose token ends, with 4401. Does NOT
 * refuse the connection itself: while keys are fetched, the socket gets what is sent to all.
 */
export declare function AuthenticateGateway<S = never>(options?: GatewayOptions<S>): ClassDecorator;

/**
 * Demands something of the caller of a handler, or of all handlers of a class: 403, or 401 where a new login helps. What
 * several decorators demand, of class and handler, is demanded together. Brings `TokenstileGuard` with it. Throws a
 * `ConfigError` for what is no requirement.
 */
export declare function Authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): RouteDecorator;

/**
 * Gives a handler its caller, the whole `Auth`: undefined where the handler is open, or where nobody has to be there. Throws
 * a `ConfigError` where no guard has looked.
 */
export declare const CurrentAuth: () => ParameterDecorator;

/** As `CurrentAuth`, but the user alone: undefined for a machine too. */
export declare const CurrentUser: () => ParameterDecorator;

/** Where a gateway looks for a token. */
export interface GatewayOptions<S = object> {
    /**
     * Finds a token that is not in a header of the request that opened the socket, since browsers can set none. With
     * socket.io: `(socket) => socket.handshake.auth.token`. Where it gives none, the headers count.
     */
    readonly token?: (socket: S) => unknown;
}

/** The part of a request that is read: of Express or Fastify, or the one that opened a socket. */
export interface NestRequest extends NodeHeaders {
    readonly method: string;
    readonly url: string;
}

/**
 * Opens a handler, or all of a class: no token is looked at, and there is no caller. Throws a `ConfigError` where the handler
 * or its class demands something.
 */
export declare function Public(): RouteDecorator;

/**
 * Answers refusals: over HTTP as `onRefused` or the standard answer says, in GraphQL with an error that the driver shows, on
 * a socket with the event `exception`. The module registers it for HTTP and GraphQL. For a filter of the application that
 * catches everything: hand refusals on to it, `AuthError.is(error)`.
 */
export declare class RefusalFilter implements ExceptionFilter<AuthError> {
    private readonly gate;
    private readonly platform;
    /** For Nest. Throws a `ConfigError` where the application does not import the module. */
    constructor(gate: NestGate | undefined, platform: HttpAdapterHost);
    /** Answers, or gives GraphQL the error to show. */
    catch(error: AuthError, host: ArgumentsHost): Error | undefined;
    private answer;
}

/**
 * Demands a recent login: by the access token's `auth_time`, at most 300 seconds ago, or as the options say, by an ID token
 * of the caller. 401 asks for a new login; 403 where the user has no way to log in again.
 */
export declare function RequireRecentLogin<Request extends object = NestRequest>(options?: RecentLoginOptions<Request>): RouteDecorator;

/** Demands a person with an account: no guest, no machine. */
export declare function RequireRegisteredUser(): RouteDecorator;

/** Demands all of these roles; `@Authorize({ anyRole })` demands one of them. */
export declare function RequireRoles(...roles: readonly [string, ...string[]]): RouteDecorator;

/** Demands all of these scopes. */
export declare function RequireScopes(...scopes: readonly [string, ...string[]]): RouteDecorator;

/** A decorator for a class or for one of its methods. */
export type RouteDecorator = ClassDecorator & MethodDecorator;

/** How options are made of what the application injects. */
export interface TokenstileAsyncOptions extends GuardChoice {
    readonly imports?: NonNullable<ModuleMetadata['imports']>;
    readonly inject?: NonNullable<FactoryProvider['inject']>;
    readonly useFactory: (...injected: never[]) => TokenstileOptions | Promise<TokenstileOptions>;
}

/**
 * Establishes who is calling and enforces what the handler and its class demand, in contexts of HTTP, GraphQL and
 * WebSockets. Throws the `AuthError` of a refusal. Stands before every handler, unless the module is told otherwise: then
 * `@UseGuards(TokenstileGuard)`, and every decorator that demands something, put it there.
 */
export declare class TokenstileGuard implements CanActivate {
    private readonly gate;
    /** For Nest. Throws a `ConfigError` where the application does not import the module. */
    constructor(gate?: NestGate);
    canActivate(context: ExecutionContext): boolean | Promise<boolean>;
    /** A refusal over HTTP may be answered by `onRefused`: then nothing more happens to the request. */
    private refuse;
}

/**
 * Guards an application of Nest 10, 11 or 12: import it once, in the root module. Registers `TokenstileGuard` for all
 * handlers and a filter that answers refusals. Throws a `ConfigError` for wrong options, and when the application starts,
 * for decorators that contradict each other or that would guard nothing.
 */
export declare class TokenstileModule implements OnModuleInit {
    private readonly modules;
    /** For Nest. */
    constructor(modules: ModulesContainer, { isGlobal }: Choice);
    /** For Nest. */
    onModuleInit(): void;
    /** The module with these options. */
    static forRoot(options: TokenstileOptions & GuardChoice): DynamicModule;
    /** The module with options that are made when the application starts; `globalGuard` stands beside the factory. */
    static forRootAsync(options: TokenstileAsyncOptions): DynamicModule;
}

/**
 * What a module of Tokenstile is told. `onRefused` is for HTTP alone: it sends another answer, or throws, which goes to the
 * exception filters, the `AuthError` itself too.
 */
export interface TokenstileOptions extends GateOptions<OnRefused> {
    readonly verifier: Verifier<AnyAuth>;
}

/**
 * Who is calling a handler, for interceptors and for guards that come later; or who made a request, or opened a socket.
 * Undefined where the handler is open, or where nobody has to be there. Throws a `ConfigError` where no guard has looked:
 * nobody may be taken for anonymous by mistake.
 */
export declare function authOf(source: ExecutionContext | object): RegisteredAuth;

// Not exported by tokenstile/nest, but part of the above:

/** As a verifier's `authenticate`, but answering or throwing at once where nothing has to be fetched. */
export type Admit = (request: AuthRequest, options?: Admission) => Admitted | Promise<Admitted>;

/** Who was let in: nobody, where that is allowed. */
export type Admitted = Authenticated<AnyAuth | undefined>;

/** One signature algorithm of JWS: what key it takes and how it signs. RFC 7518 §3, RFC 8037, RFC 8812, RFC 9864. */
export interface Algorithm {
    /** The name in a token's header. */
    readonly name: string;
    /** The name that stands for it and its synonyms: `Ed25519` for `EdDSA`. */
    readonly canonicalName: string;
    readonly kty: 'RSA' | 'EC' | 'OKP' | 'AKP';
    /** The curve of an EC or OKP key. */
    readonly crv?: string;
    readonly hash?: 'SHA-256' | 'SHA-384' | 'SHA-512';
    readonly padding?: 'pkcs1' | 'pss';
    /** Length of a signature in bytes, where the algorithm alone fixes it; an RSA signature is as long as its key. */
    readonly signatureBytes?: number;
    /** Length of the raw public key in bytes: of x (and y), or of an AKP key's `pub`. */
    readonly keyBytes?: number;
}

/** A number of its own, or Nest 10 would take two modules for one and drop the options of the second. */
interface Choice {
    readonly isGlobal: boolean;
    readonly number: number;
}

/**
 * What the core needs from a runtime: bytes and signatures. One file per engine in `crypto/`; the package's
 * `#crypto` import picks one by the runtime's condition.
 */
export interface Engine {
    readonly name: 'node' | 'web';
    /** True where `importKey` and `verify` answer at once; `verifySync` needs it. */
    readonly synchronous: boolean;
    /** Whether this engine can verify the algorithm. */
    supports(algorithm: Algorithm): boolean;
    /** Whether a text is ASCII. */
    isAscii(text: string): boolean;
    /**
     * Decodes base64url leniently: characters that do not belong may be skipped, so the caller compares the length.
     * `core/base64url.ts` is the strict way in.
     */
    decodeBase64Url(text: string): Uint8Array;
    /** As `decodeBase64Url`, then strictly as UTF-8, keeping a byte order mark. Undefined where it is no UTF-8. */
    decodeBase64UrlText(text: string): {
        readonly text: string;
        readonly bytes: number;
    } | undefined;
    /** Imports a public key for one algorithm. Throws or rejects where the key material is not valid. */
    importKey(jwk: PublicJwk, algorithm: Algorithm): EngineKey | Promise<EngineKey>;
    /** Whether the signature over an ASCII text is the key's. Does not throw for a bad signature. */
    verify(key: EngineKey, algorithm: Algorithm, signedText: string, signature: Uint8Array): boolean | Promise<boolean>;
    /** SHA-256 of an ASCII text, for key thumbprints (RFC 7638). */
    sha256(text: string): Uint8Array | Promise<Uint8Array>;
}

/** A public key as an engine imported it for one algorithm. Opaque to everyone else. */
export type EngineKey = {
    readonly [engineKey]: true;
};

/** Where requests come in: who passes, and how a refusal is answered. The same for every framework. */
export interface Gate<OnRefused> {
    /** Finds and verifies the token of a request: at once where nothing has to be fetched. Throws or rejects. */
    readonly admit: (request: Parameters<Admit>[0]) => ReturnType<Admit>;
    /** The standard answer to a refusal. What is no `AuthError` is thrown on. */
    readonly answer: (error: unknown) => Answer;
    readonly onRefused: OnRefused | undefined;
    readonly inside: Inside;
}

/** Whether every handler is guarded. */
export interface GuardChoice {
    /** Default: true. Otherwise those with `@UseGuards(TokenstileGuard)` or a demand, and no others. */
    readonly globalGuard?: boolean;
}

/** The inside of a verifier, for `explain` and the adapters. */
export interface Inside extends Stations {
    readonly admit: Admit;
}

/** Knows the trusted issuers by their `iss`. */
export interface IssuerBook {
    /** The entries of an issuer; undefined where it is not trusted. May wait only where a function knows the tenants. */
    find(iss: string): IssuerGroup | undefined | Promise<IssuerGroup | undefined>;
    /** Whether an entry that was found earlier is still what the book says. */
    holds(entry: TrustedIssuer): boolean;
    /** Whether the list is fixed: no issuer can be found that is not in `groups`. */
    readonly isFixed: boolean;
    /** Every group that is known now. */
    groups(): readonly IssuerGroup[];
}

/** The entries that share one `iss` and its keys, their audiences disjoint. */
export type IssuerGroup = readonly [TrustedIssuer, ...TrustedIssuer[]];

/** One issuer's options in the one shape that the request path knows: checked, complete, frozen. */
export interface IssuerPolicy {
    readonly issuer: string;
    /** Null: `aud` is not checked. */
    readonly audiences: readonly string[] | null;
    readonly algorithms: ReadonlyMap<string, Algorithm>;
    /** Media types in lower case without `application/`; null admits an absent `typ`. */
    readonly types: ReadonlySet<string | null>;
    /** Whether something other than `typ` has to tell an access token from an ID token. */
    readonly looksAtKind: boolean;
    readonly kind: IssuerOptions['kind'];
    readonly requiredClaims: readonly string[];
    readonly toleranceSeconds: number;
    readonly maxTokenAgeSeconds: number | undefined;
    readonly maxLifetimeSeconds: number | undefined;
    readonly clientIds: readonly string[] | undefined;
    readonly toClaims: (claims: VerifiedClaims) => unknown;
    readonly toUser: (claims: VerifiedClaims) => object | undefined;
    readonly toScopes: (claims: VerifiedClaims) => readonly string[];
    readonly toRoles: (claims: VerifiedClaims) => readonly string[];
    readonly facts: ProfileFacts;
    readonly keys: KeyOptions;
    readonly httpHosts: readonly string[];
    /** Whether the issuer or its documents are reached without TLS beyond this machine. */
    readonly isInsecure: boolean;
}

/** A ring that knows which of its keys the operator distrusts. */
export interface JudgedRing extends KeyRing {
    /** Whether the operator has not distrusted a key; waits only where an engine computes thumbprints asynchronously. */
    isTrusted(key: VerificationKey): boolean | Promise<boolean>;
}

/** The keys to try for a token, or why there are none. */
export type KeyChoice = readonly [VerificationKey, ...VerificationKey[]] | 'unknown_key' | 'unusable_key';

/** Where the keys come from, told apart. */
export type KeyOptions = {
    readonly from: 'remote';
    readonly remote: RemoteKeyOptions;
}
/** `spelled`: the set as JSON. */
 | {
    readonly from: 'static';
    readonly spelled: string;
    readonly path: string;
} | {
    readonly from: 'source';
    readonly given: KeySource;
};

/** The keys of one issuer, wherever they come from. Belongs to that issuer alone: no look-up crosses. */
export interface KeyRing {
    /** The keys to try for a token. The one step of a verification that may wait; throws `keys_unavailable`. */
    find(kid: string | undefined, algorithm: Algorithm): KeyChoice | Promise<KeyChoice>;
    /** Whether a key that verified a token of this kid earlier is still in the current, not outdated set. Never waits. */
    vouchesFor(key: VerificationKey, algorithm: Algorithm, kid: string | undefined): boolean;
    warmUp(): Promise<void>;
    health(): KeyHealth;
    /** Where the ring holds something of the program's own. */
    close?(): void;
}

/** A gate, and the verifier that it asks. */
export interface NestGate extends Gate<OnRefused> {
    readonly verifier: Verifier<AnyAuth>;
}

/** What Nest hands to `onRefused`: the error, and the way to request and response. */
type OnRefused = (error: AuthError, host: ArgumentsHost) => unknown;

/** What the settings fall back to: the platform's clock, fetch and so on. The core has none of its own. */
export interface Platform {
    readonly fetch: FetchDocument;
    readonly now: () => number;
    readonly monotonicNow: () => number;
    /** From 0 up to 1: spreads what many processes would else do at the same moment. Nothing secret rests on it. */
    readonly random: () => number;
    /** Runs a step once after a time in milliseconds, unless it is called off; keeps no process alive. */
    readonly after: (ms: number, step: () => void) => () => void;
    /** Whether a request may wait for what another one started. On Workers it waits for ever, or fails with it. */
    readonly sharesIo: boolean;
}

/** What a profile knows of its issuer's tokens, beyond the options that it sets. */
export interface ProfileFacts {
    /** Claims that no token of the issuer has: to demand one is a mistake. */
    readonly absentClaims: readonly string[];
    /** The claim that says whether a user has a way to log in again. */
    readonly canReauthenticateClaim: string | undefined;
}

/** The public part of a JWK, its members checked: nothing else of the key ever reaches an engine. */
export type PublicJwk = {
    readonly kty: 'RSA';
    readonly n: string;
    readonly e: string;
} | {
    readonly kty: 'EC';
    readonly crv: string;
    readonly x: string;
    readonly y: string;
} | {
    readonly kty: 'OKP';
    readonly crv: string;
    readonly x: string;
} | {
    readonly kty: 'AKP';
    readonly alg: string;
    readonly pub: string;
};

/** `RemoteKeys` with every default in its place. */
export interface RemoteKeyOptions {
    readonly discoveryUrl: string | undefined;
    readonly jwksUri: string | undefined;
    readonly ttlSeconds: number;
    readonly staleSeconds: number;
    readonly timeoutMs: number;
    readonly maxBytes: number;
    readonly unknownKids: {
        readonly fetches: number;
        readonly perSeconds: number;
    };
    readonly snapshot: SnapshotStore | undefined;
}

/** {@link VerifierSettings}, checked and complete. */
export interface ResolvedSettings extends Platform {
    /** 0: no cache. */
    readonly maxCacheEntries: number;
    readonly places: TokenPlaces;
    readonly revocation: Revocation | undefined;
    readonly maxTokenBytes: number;
    readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
    readonly onEvent: ((event: VerifierEvent) => void) | undefined;
}

/** What a journey passes through. */
export interface Stations {
    readonly engine: Engine;
    readonly book: IssuerBook;
    readonly settings: ResolvedSettings;
}

/** Where a token may be, beside the `Authorization` header, and from whose pages. */
export interface TokenPlaces {
    readonly cookie: Pick<CookieOptions, 'name' | 'allowedOrigins'> | undefined;
    /** The origins whose pages may open WebSockets. */
    readonly webSocketOrigins: readonly string[];
}

/** One configured entry: what its tokens must say, and the keys that prove them. */
export interface TrustedIssuer {
    readonly policy: IssuerPolicy;
    readonly ring: JudgedRing;
}

/** A public key of an issuer, ready to verify. One object for one key material, however often its set is fetched. */
export interface VerificationKey {
    readonly kid: string | undefined;
    /** The length of this key's RSA signatures; undefined for other keys. */
    readonly signatureBytes: number | undefined;
    /** RFC 7638 SHA-256 thumbprint, base64url. */
    thumbprint(): string | Promise<string>;
    /**
     * Whether the key may verify this algorithm: it says so, or says nothing and was not yet bound to another. Never once
     * its material turned out not to be valid.
     */
    allows(algorithm: Algorithm): boolean;
    /** Binds a key that names no algorithm to the first that verified with it: one key, one algorithm. RFC 8725 §3.1. */
    bindTo(algorithm: Algorithm): void;
    /** The key as the engine imported it, once per algorithm. Throws or rejects where the material is not valid. */
    importFor(algorithm: Algorithm): EngineKey | Promise<EngineKey>;
}

declare const engineKey: unique symbol;
