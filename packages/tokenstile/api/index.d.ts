// What tokenstile exports:

/** Which requests without a token pass, without `auth`. */
export interface Admission {
    /** All of them. */
    readonly optional?: boolean;
    /** CORS preflights, where they are what browsers send: for a handler of CORS behind this one. Fetch Standard §4.8. */
    readonly allowPreflights?: boolean;
}

/** A whole HTTP answer, for whatever sends it. */
export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** JSON text: `error` and `error_description`. */
    readonly body: string;
}

/** What a route's answers carry beside the error itself. */
export interface AnswerOptions {
    /** The protection space, for the challenge. RFC 9110 §11.5. */
    readonly realm?: string | undefined;
    /** Where the protected resource's metadata is. RFC 9728 §5.1. */
    readonly resourceMetadata?: string | undefined;
    /** The scopes that a client should ask for: named in the challenge of every 401. RFC 6750 §3. */
    readonly scopes?: readonly string[] | undefined;
}

/** Who is calling, from a verified token. JSON values only, deeply frozen: one object may serve many requests. */
export interface Auth<User = {
    readonly id: string;
}, TokenClaims = Claims> {
    /** `iss`, exactly as configured. */
    readonly issuer: string;
    /** `sub`; undefined only where `requiredClaims` no longer lists it. */
    readonly subject: string | undefined;
    /** `client_id`, or `azp` where there is none. */
    readonly clientId: string | undefined;
    /** What `toUser` made of the claims; undefined for a machine. */
    readonly user: User | undefined;
    /** What the client was granted: `scope` or `scp`. */
    readonly scopes: readonly string[];
    /** What the user is: the roles that the profile reads. */
    readonly roles: readonly string[];
    /** When the user logged in, in epoch seconds. */
    readonly authTime: number | undefined;
    /** When the token was issued, in epoch seconds. */
    readonly issuedAt: number | undefined;
    /** When the token expires, in epoch seconds, without any tolerance. */
    readonly expiresAt: number;
    /** The claims: as the schema gave them back, else as the token has them. */
    readonly claims: TokenClaims;
    readonly header: Header;
}

/**
 * A request is refused. `code` is stable; `message` and `details` are for operators and hold no token, key or claim
 * value; what the client may read comes from `toResponse(error)`.
 */
export declare class AuthError extends Error {
    readonly name = "AuthError";
    readonly code: AuthErrorCode;
    /** HTTP status of the answer. */
    readonly status: number;
    /** Headers of the answer beside the challenge, such as `Retry-After`. */
    readonly responseHeaders: Readonly<Record<string, string>>;
    readonly details: ErrorDetails;
    constructor(code: AuthErrorCode, details?: ErrorDetails);
    /** Whether a caught value is an AuthError, also one of the other build (ESM, CommonJS) or of another copy. */
    static is(value: unknown): value is AuthError;
}

/** Every reason to refuse a request. */
export type AuthErrorCode = 'missing_token' | 'multiple_tokens' | 'malformed_request' | 'malformed_token' | 'token_too_large' | 'opaque_token' | 'encrypted_token' | 'algorithm_not_allowed' | 'wrong_type' | 'unsupported_crit' | 'untrusted_issuer' | 'wrong_audience' | 'token_expired' | 'token_not_yet_valid' | 'token_too_old' | 'missing_claim' | 'invalid_claim' | 'client_not_allowed' | 'unknown_key' | 'unusable_key' | 'bad_signature' | 'token_revoked' | 'dpop_required' | 'certificate_mismatch' | 'invalid_dpop_proof' | 'use_dpop_nonce' | 'reauthentication_required' | 'insufficient_scope' | 'insufficient_role' | 'user_required' | 'registered_user_required' | 'user_not_verified' | 'reauthentication_impossible' | 'forbidden' | 'csrf_rejected' | 'keys_unavailable' | 'revocation_unavailable';

/** The `auth` that a verifier gives. */
export type AuthOf<V> = V extends Verifier<infer A> ? A : never;

/** The `auth` that a verifier of these issuers gives. */
export type AuthOfIssuers<I> = I extends readonly (infer One)[] ? AuthOfIssuer<One> : I extends (iss: string) => infer Result ? AuthOfIssuer<NonNullable<Awaited<Result>>> : AuthOfIssuer<I>;

/** The part of an HTTP request that says who is calling. */
export interface AuthRequest {
    /** The method as it was sent. Looked at where the token is in a cookie: one that is absent counts as unsafe. */
    readonly method?: string | undefined;
    /** Not looked at yet: what sender-constrained tokens will need. Never a place for a token. */
    readonly url?: string | undefined;
    readonly headers: RequestHeaders;
    /** Not looked at yet: a token that is bound to a certificate is refused, whatever stands here. RFC 8705 §3. */
    readonly clientCertificate?: unknown;
}

/** Who made a request, and the headers that the answer must carry. */
export interface Authenticated<A> {
    readonly auth: A;
    readonly responseHeaders: Readonly<Record<string, string>>;
}

/** The claims of a token by name: JSON values, deeply frozen. */
export interface Claims {
    readonly [name: string]: JsonValue | undefined;
}

/**
 * The part of the Standard Schema interface (version 1, standardschema.dev) that claims need. Zod, Valibot, ArkType
 * and others implement it; typed here so that the package depends on none of them.
 */
export interface ClaimsSchema<Input = unknown, Output = Input> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown, ...rest: never[]) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
        readonly types?: {
            readonly input: Input;
            readonly output: Output;
        } | undefined;
    };
}

/**
 * The configuration is wrong, or what a function of the application did: a fault of the program, never of a request.
 * Thrown where something is built; during a request where `toUser`, a schema, `check` or a tenant function broke its
 * contract.
 */
export declare class ConfigError extends Error {
    readonly name = "ConfigError";
    /** The option at fault, such as `audience` or `issuers[1].keys.jwks`. */
    readonly option: string;
    constructor(option: string, problem: string);
    /** Whether a caught value is a ConfigError, also one of the other build (ESM, CommonJS) or of another copy. */
    static is(value: unknown): value is ConfigError;
}

/** Takes the token from a cookie where there is no `Authorization` header. */
export interface CookieOptions {
    /** The cookie's exact name; it begins with `__Host-`. RFC 6265bis §4.1.3.2. */
    readonly name: string;
    /** The origins whose pages may change things with the cookie, exactly as browsers send them: `https://app.example`. */
    readonly allowedOrigins: readonly string[];
    /** Admits a name without `__Host-`: a cookie that any neighbouring host can set or overwrite. */
    readonly dangerouslyUnprefixedCookie?: boolean;
}

/** A stream of bytes, after decompression. */
export interface DocumentBody {
    getReader(): {
        read(): Promise<{
            readonly done: false;
            readonly value: Uint8Array;
        } | {
            readonly done: true;
        }>;
        cancel(): Promise<void>;
    };
    cancel(): Promise<void>;
}

/** The one table of refusals: HTTP answers, adapters, documents and `explain` read it. */
export declare const ERRORS: Readonly<Record<AuthErrorCode, ErrorRow>>;

/** Why what was admitted with a token has to end. */
export type EndReason = 'token_expired' | 'token_revoked' | 'key_distrusted';

/** What an operator may know of a refusal. Never holds a value of a claim or header, nor any part of a token or key. */
export interface ErrorDetails {
    /** The claim's name. */
    readonly claim?: string;
    /** The header parameter's name. */
    readonly header?: string;
    /** What the configuration or the route expects. */
    readonly expected?: string | number | readonly string[];
    /** The type of what came: `missing`, `null`, `string`, `number`, `boolean`, `array`, `object`. */
    readonly actualType?: string;
    /** What went wrong where it is not the token's fault. */
    readonly reason?: UnavailableReason;
    /** The configured issuer whose rules the token was held against, or whose keys are missing. */
    readonly issuer?: string;
    /** The HTTP status that the issuer answered with instead of its keys. */
    readonly httpStatus?: number;
    /** What to do; the table's hint where the refusal has no better one. */
    readonly hint?: string;
    /** For 503: when to try again. */
    readonly retryAfterSeconds?: number;
    /** For `reauthentication_required`: the challenge's `max_age`, in seconds. */
    readonly maxAgeSeconds?: number;
    /** For `reauthentication_required`: the challenge's `acr_values`. */
    readonly acrValues?: readonly string[];
    /** For `reauthentication_required`: why the ID token that should prove a recent login did not count. */
    readonly idTokenCode?: AuthErrorCode;
    /** For `insufficient_scope`: the challenge's `scope`. */
    readonly scopes?: readonly string[];
}

/** One row of {@link ERRORS}: what a refusal means to the client (status, challenge) and to the operator (message, hint). */
export interface ErrorRow extends ErrorText {
    /** HTTP status. */
    readonly status: 400 | 401 | 403 | 503;
    /** The `error` of the `WWW-Authenticate` challenge (RFC 6750 §3.1, RFC 9470 §3); null where there is none. */
    readonly challenge: string | null;
    /** What the client reads: never more than it needs. */
    readonly description: string;
}

/** Fetches one document: as much of the platform's `fetch` as is used, so that one of any library fits. */
export type FetchDocument = (url: string, init: FetchDocumentInit) => Promise<FetchedDocument>;

/** How a document is to be fetched. */
export interface FetchDocumentInit {
    /** Aborts when the time is over, headers and body, or the verifier is closed. */
    readonly signal: AbortSignal;
    readonly redirect: 'manual';
    readonly headers: Record<string, string>;
}

/** Why a fetch brought nothing usable. A closed list: it goes into events and details as it is. */
export type FetchFailure = 'network_error' | 'timeout' | 'closed' | 'redirect' | 'http_status' | 'too_large' | 'not_json' | 'wrong_document' | 'issuer_mismatch' | 'insecure_jwks_uri' | 'empty_set' | 'no_usable_key';

/** The part of a `Response` that is looked at. */
export interface FetchedDocument {
    readonly status: number;
    /** Whether a redirect was followed on the way: such a document is not taken. */
    readonly redirected: boolean;
    readonly headers: {
        get(name: string): string | null;
    };
    readonly body: DocumentBody | null;
}

/** The protected header of a token, as read: nothing in it is trusted beyond choosing among the configured keys. */
export interface Header {
    readonly alg?: JsonValue;
    readonly typ?: JsonValue;
    readonly kid?: JsonValue;
    readonly [name: string]: JsonValue | undefined;
}

/** A verified ID token: what the issuer says of a login. Times are epoch seconds. OpenID Connect Core §2. */
export interface IdToken {
    readonly issuer: string;
    readonly subject: string;
    /** When the user proved who they are; undefined where the issuer does not say. */
    readonly authTime: number | undefined;
    readonly issuedAt: number;
    readonly expiresAt: number;
    readonly claims: Claims;
    readonly header: Header;
}

/** For whom an ID token must have been issued. */
export interface IdTokenOptions {
    /** The clients, by `client_id`: `aud` names one of them. */
    readonly clientIds: readonly string[];
}

/** Why a key of a set is left out. */
export type IgnoredReason = 'not_an_object' | 'private' | 'symmetric' | 'unknown_kty' | 'unsupported_alg' | 'alg_does_not_fit' | 'wrong_use' | 'wrong_key_ops' | 'malformed' | 'weak' | 'wrong_curve' | 'import_failed'
/** A set has more keys than are read. */
 | 'beyond_limit';

/** Whom to trust and what its tokens must say. Everything is checked when the verifier is built. */
export interface IssuerOptions {
    /** The exact `iss`: an https URL without query and fragment; http only for this machine. RFC 8414 §2. */
    readonly issuer: string;
    /** What `aud` must contain one of. `null` says in so many words: do not check. RFC 7519 §4.1.3. */
    readonly audience: string | readonly string[] | null;
    /** Allowed `alg` names. Default: RS, PS and ES with 256, 384, 512, EdDSA and Ed25519. */
    readonly algorithms?: readonly string[];
    /**
     * Allowed `typ` names, case-insensitive, `application/` optional; `null` in the list (or alone) admits an absent
     * one. Default: `['at+jwt']`. RFC 9068 §4.
     */
    readonly types?: readonly (string | null)[] | null;
    /**
     * The claim and value that mark an access token of an issuer whose `typ` does not. Without it, where `types` is not the
     * default, what looks like an ID or logout token is refused.
     */
    readonly kind?: {
        readonly claim: string;
        readonly value: string | number | boolean;
    };
    /** Claims that must be there. Default: `exp iat sub client_id jti` while `types` is the default, else
     * `exp sub`. `exp` is required whatever stands here. */
    readonly requiredClaims?: readonly string[];
    /** How far clocks may differ, in seconds, 0 to 300; `iat` may lie 300 ahead in any case. Default: 60. */
    readonly clockToleranceSeconds?: number;
    /** The greatest age since `iat`, in seconds; `iat` is then required. */
    readonly maxTokenAgeSeconds?: number;
    /** The greatest time from `iat` to `exp`, in seconds; `iat` is then required. */
    readonly maxLifetimeSeconds?: number;
    /** The clients that may call, by `client_id`, or `azp` where there is none; any other is refused. */
    readonly clientIds?: readonly string[];
    /** Where the keys come from. Default: the issuer's discovery document. */
    readonly keys?: RemoteKeys | StaticKeys | KeySource;
    /** A synchronous Standard Schema: validates the claims and types `auth.claims`. Its output must be JSON values. */
    readonly claims?: ClaimsSchema;
    /**
     * Makes the user from the raw verified claims; undefined for a machine. May throw an `AuthError` to refuse; anything
     * else that it throws is a fault of the program. Its result must be JSON values. Default: `{ id: sub }`, or
     * undefined where `sub` is the client itself.
     */
    readonly toUser?: (claims: VerifiedClaims) => object | undefined;
    /** Reads the scopes. Default: `scope` as a space-separated string, or `scp` as such a string or a list. */
    readonly toScopes?: (claims: VerifiedClaims) => readonly string[];
    /** Reads the roles. Default: the list `roles`. */
    readonly toRoles?: (claims: VerifiedClaims) => readonly string[];
    /** Exact hosts (`name` or `name:port`) that may be reached without TLS, for containers. `health()` says `insecure`. */
    readonly dangerouslyAllowHttpFor?: readonly string[];
}

/** One issuer, several, or a function that knows them by `iss`. */
export type Issuers = IssuerOptions | readonly IssuerOptions[] | ((iss: string) => IssuerOptions | undefined | Promise<IssuerOptions | undefined>);

/** A frozen JSON array. */
export type JsonArray = readonly JsonValue[];

/** A frozen JSON object. */
export type JsonObject = {
    readonly [name: string]: JsonValue;
};

/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonArray | JsonObject;

/** One key of a JWKS as it came: nothing in it is trusted before it was read. RFC 7517 §4. */
export type Jwk = {
    readonly kty?: unknown;
    readonly [member: string]: unknown;
};

/** A JSON Web Key Set. RFC 7517 §5. */
export interface JwksDocument {
    readonly keys: readonly Jwk[];
}

/** The state of one issuer's keys. */
export interface KeyHealth {
    /** `idle`: nothing asked for yet. `degraded`: verifying with keys that could not be refreshed. `down`: no keys. */
    readonly state: 'idle' | 'ready' | 'degraded' | 'down';
    /** How many keys can verify. */
    readonly keys?: number;
    /** Age of the set in seconds. */
    readonly ageSeconds?: number;
    /** Why the last fetch failed, while that is the latest news. */
    readonly lastFailure?: FetchFailure;
    /** The HTTP status of that fetch, where that is what was wrong. */
    readonly lastStatus?: number;
    /** Since when fetches have failed, in epoch seconds. */
    readonly failingSince?: number;
    /** Until when the keys serve if nothing good comes, in epoch seconds. */
    readonly usableUntil?: number;
    /** What a key source of the program says of itself. */
    readonly details?: unknown;
}

/** Which key to distrust: by its id in the issuer's set, or by its RFC 7638 thumbprint. */
export type KeyName = {
    readonly kid: string;
} | {
    readonly thumbprint: string;
};

/** The keys of one issuer as they were fetched once: plain data, to be kept wherever the program likes. */
export interface KeySnapshot {
    readonly issuer: string;
    /** When the fetch began, in epoch milliseconds. */
    readonly fetchedAt: number;
    readonly jwks: JwksDocument;
}

/**
 * A place that keys come from, for those who keep them elsewhere. Throwing or rejecting means: unavailable (503), never
 * an invalid token.
 */
export interface KeySource {
    /**
     * The keys that may have signed a token with this header; an empty list where there is none. Asked for every request,
     * also for a token that was verified before: keep the keys in memory. A source that answers with a promise has each
     * token verified anew, since it cannot vouch at once for what was remembered.
     */
    find(wanted: {
        readonly alg: string;
        readonly kid?: string;
    }): readonly Jwk[] | Promise<readonly Jwk[]>;
    /** Called by the verifier's `warmUp`. */
    warmUp?(): Promise<void>;
    /** Shown as `details` by the verifier's `health`. */
    health?(): unknown;
    /** Called by the verifier's `close`. */
    close?(): void;
}

/** How a route asks for a recent login that an ID token proves. `Request` is the framework's. */
export interface RecentLoginOptions<Request> {
    /**
     * Finds the ID token that the client sent with the request, in a header of your choice: what any framework gives for
     * one fits. `null` is none; a list is a bad one. Without this option the `auth_time` of the access token counts.
     */
    readonly idToken?: (request: Request) => string | readonly string[] | null | undefined;
    /** Clients whose ID tokens count beside those of the access token's own client. */
    readonly clientIds?: readonly string[];
    /** What happens to a user whose login is not recent and who has no way to log in again. Default: `forbid` (403). */
    readonly cannotReauthenticate?: 'forbid' | 'allow';
    /** How long ago the login may be, in seconds. Default: 300. */
    readonly maxAuthAgeSeconds?: number;
}

/**
 * Declares once, for a whole application, what `req.auth` is:
 * `declare module 'tokenstile' { interface Register { auth: AuthOf<typeof verifier> } }`. Where `authenticate` is optional
 * anywhere, add `| undefined`. Declared here, since an interface that is exported from elsewhere cannot be added to.
 */
export interface Register {
}

/** The type of `req.auth`: what was registered, else an `Auth` that may be absent. */
export type RegisteredAuth = Register extends {
    auth: infer A;
} ? A : Auth<unknown> | undefined;

/** Keys fetched from the issuer and kept. */
export interface RemoteKeys {
    /** Where the discovery document is, if not at the issuer's well-known URL: an internal address, for one. */
    readonly discoveryUrl?: string;
    /**
     * Where the JWKS is. Alone: no discovery document is asked for. With `discoveryUrl`: the document's issuer is still
     * compared, its `jwks_uri` is not used.
     */
    readonly jwksUri?: string;
    /**
     * How long a set is young, in seconds. A `Cache-Control: max-age` of the response wins, within 60 to 3,600.
     * Default: 300.
     */
    readonly ttlSeconds?: number;
    /** How long a set may serve after its fetch while the issuer cannot be reached, in seconds; never less than its TTL.
     * Default: 14,400. */
    readonly staleSeconds?: number;
    /** How long one fetch may take, headers and body, in milliseconds. Default: 5,000. */
    readonly timeoutMs?: number;
    /** How large a response may be, in bytes after decompression. Default: 524,288. */
    readonly maxBytes?: number;
    /** How often unknown key ids may cause a fetch. Default: 2 in 30 seconds. */
    readonly unknownKids?: {
        readonly fetches: number;
        readonly perSeconds: number;
    };
    /** Keeps the last good set outside the process, for cold starts. Default: nothing is kept. */
    readonly snapshot?: SnapshotStore;
}

/** Headers in any shape that a framework has: `Headers`, a record as Node's, pairs, or a flat list of names and values. */
export type RequestHeaders = {
    get(name: string): string | null;
} | {
    readonly [name: string]: string | readonly string[] | undefined;
} | readonly (readonly [string, string])[] | readonly string[];

/** What a route demands of its caller. Checked in this order; the first failure is the answer. */
export interface Requirement<A = AnyAuth> {
    /** A person, guests included; not a machine. */
    readonly user?: true;
    /** A person with an account: `isAnonymous` is false. */
    readonly registeredUser?: true;
    /** A registered person whose account is verified: `isVerified` is true. */
    readonly verifiedUser?: true;
    /** All of these scopes. */
    readonly scopes?: readonly string[];
    /** At least one of these scopes. */
    readonly anyScope?: readonly string[];
    /** All of these roles. */
    readonly roles?: readonly string[];
    /** At least one of these roles. */
    readonly anyRole?: readonly string[];
    /** The user logged in at most this many seconds ago: `auth_time`. RFC 9470. */
    readonly maxAuthAgeSeconds?: number;
    /** One of these authentication context classes: `acr`. RFC 9470. */
    readonly acr?: readonly string[];
    /** All of these authentication methods: `amr`. RFC 8176. */
    readonly amr?: readonly string[];
    /** The route's own rule: only true passes. What it throws goes through, a fault of the program. */
    readonly check?: (auth: A) => boolean;
}

/**
 * Says which tokens no longer count. Synchronous and in memory: it is asked on every request. Whatever it throws, and
 * any answer that is not a boolean, is `revocation_unavailable` (503), never a pass.
 */
export interface Revocation {
    isRevoked(query: RevocationQuery): boolean;
    /** A number that changes whenever an answer may have changed: while it stays, earlier answers stand. */
    epoch(): number;
}

/** What a revocation list is asked about. */
export interface RevocationQuery {
    readonly issuer: string;
    readonly subject: string | undefined;
    readonly clientId: string | undefined;
    readonly jti: string | undefined;
    /** `iat` in epoch seconds. */
    readonly issuedAt: number | undefined;
}

/**
 * A place outside the process that keeps snapshots, for processes that start often. Whoever can write there decides
 * whose tokens are good: protect it as you protect the program.
 */
export interface SnapshotStore {
    /**
     * The snapshot of an issuer that was saved last; undefined where there is none. Asked once, before the first fetch,
     * and waited for no longer than `timeoutMs`. What it throws is an event, never a refusal.
     */
    load(issuer: string): KeySnapshot | undefined | null | Promise<KeySnapshot | undefined | null>;
    /** Keeps a snapshot; called after each good fetch, and not waited for. What it throws is an event. */
    save(snapshot: KeySnapshot): unknown;
}

/** Keys given once, in the program. */
export interface StaticKeys {
    readonly jwks: JwksDocument;
}

/** Why nobody can say whether a token is good. */
export type UnavailableReason = FetchFailure | 'unknown_kid_throttled'
/** Tokens of so many tenants came that were not seen before that the issuers have to be spared. */
 | 'tenants_throttled' | 'would_have_to_wait' | 'key_source_failed' | 'revocation_list_failed'
/** `isRevoked` gave no boolean, or `epoch` no number. */
 | 'revocation_list_answer';

/** Claims whose signature was verified with a key of their issuer. Made by `core/signature.ts` alone. */
export type VerifiedClaims = Claims & {
    readonly [verified]: true;
};

/** Verifies access tokens. Made by `createVerifier`; one per process is enough. */
export interface Verifier<A = Auth> {
    /**
     * Says who is calling, or rejects with an `AuthError`. Checks everything: form, issuer, audience, times, signature,
     * revocation. Does NOT check what a route demands (`requireAccess`) nor accept a token with `Bearer ` before it.
     */
    verify(token: string): Promise<A>;
    /**
     * As `verify`, but at once. Where it would have to wait for keys, it starts to fetch them and throws
     * `keys_unavailable`. On a runtime without synchronous crypto it is a `ConfigError`.
     */
    verifySync(token: string): A;
    /** As `verify`, with the refusal as a value. What is no refusal still rejects. */
    tryVerify(token: string): Promise<{
        readonly ok: true;
        readonly auth: A;
    } | {
        readonly ok: false;
        readonly error: AuthError;
    }>;
    /**
     * Finds the token of a request, in its `Authorization` header or in the cookie of the settings, never in query or body,
     * and verifies it. With `optional`, a request without a token has no `auth`; a bad token is refused all the same.
     */
    authenticate(request: AuthRequest, options?: {
        readonly optional?: false;
        readonly allowPreflights?: false;
    }): Promise<Authenticated<A>>;
    authenticate(request: AuthRequest, options: Admission): Promise<Authenticated<A> | Authenticated<undefined>>;
    /**
     * Verifies an ID token that was issued for one of these clients: form, signature, issuer, audience, times, by the same
     * keys and clock as an access token's. Gives what it says of the login. Does NOT check `nonce`, `at_hash` or that it
     * belongs to the caller's access token: compare `subject`. Rejects with an `AuthError`. OpenID Connect Core §3.1.3.7.
     */
    verifyIdToken(idToken: string, options: IdTokenOptions): Promise<IdToken>;
    /**
     * Fetches the keys of every known issuer (with a function of tenants: of those seen so far); rejects with
     * `keys_unavailable`. Nothing else fetches before a token came.
     */
    warmUp(): Promise<void>;
    /** The state of each issuer's keys. Asks nobody. */
    health(): VerifierHealth;
    /**
     * Stops trusting a key at once, whatever the issuer publishes, until this process ends. Does NOT reach other processes
     * nor survive a restart. Throws a `ConfigError` for an issuer that is not configured.
     */
    distrustKey(issuer: string, key: KeyName): void;
    /**
     * Calls back once when what was admitted with a token has to end, such as a WebSocket: when the token expires (tolerance
     * included), is revoked (asked every second) or its key is distrusted. Gives the function that stops watching: until that
     * is called, or the token ends, the callback is held. Does NOT notice that the issuer withdrew a key: no token asks then.
     * Keeps no process alive. What the callback throws is dropped; the event `on_end_failed` tells that it did. Throws a
     * `ConfigError` for an `auth` that this verifier did not give.
     */
    onEnd(auth: A, callback: (reason: EndReason) => void): () => void;
    /** Calls nobody of `onEnd` any more. Ends fetches that are under way; none begins afterwards. Keys that are known serve on while they are not outdated. */
    close(): void;
}

/** What a verifier tells its operator. Never holds a token, a key or a claim value. */
export type VerifierEvent = 
/**
 * A token was refused, or could not be judged (503). `issuer` is the configured issuer whose rules it was held against.
 * Not told of what `requireAccess` and `authorize` refuse.
 */
{
    readonly type: 'refused';
    readonly code: AuthErrorCode;
    readonly claim: string | undefined;
    readonly issuer: string | undefined;
} | {
    readonly type: 'keys_refreshed';
    readonly issuer: string;
    readonly keys: number;
} | {
    readonly type: 'refresh_failed';
    readonly issuer: string;
    readonly failure: FetchFailure;
    readonly status: number | undefined;
}
/** Keys past their time serve because refreshing them fails. Told once in an outage; times in epoch seconds. */
 | {
    readonly type: 'keys_stale';
    readonly issuer: string;
    readonly failure: FetchFailure;
    readonly staleSince: number;
    readonly usableUntil: number;
}
/** The issuer published a set without any key. The keys that were known go on serving, as in an outage. */
 | {
    readonly type: 'keys_withdrawn';
    readonly issuer: string;
}
/** The program's store of snapshots threw, was too slow, or gave what is no snapshot of this issuer. */
 | {
    readonly type: 'snapshot_failed';
    readonly issuer: string;
    readonly step: 'load' | 'save';
}
/** A key of the issuer's set is never used. Told once. */
 | {
    readonly type: 'key_ignored';
    readonly issuer: string;
    readonly kid: string | undefined;
    readonly reason: IgnoredReason;
} | {
    readonly type: 'unknown_key_throttled';
    readonly issuer: string;
} | {
    readonly type: 'key_distrusted';
    readonly issuer: string;
}
/** A callback of `onEnd` threw or rejected: what it should have ended may be open still. */
 | {
    readonly type: 'on_end_failed';
    readonly issuer: string;
    readonly reason: EndReason;
}
/** The issuer is reached without TLS because the configuration says so. */
 | {
    readonly type: 'insecure_issuer';
    readonly issuer: string;
};

/** The state of a verifier: as good as its worst issuer. */
export interface VerifierHealth {
    readonly state: KeyHealth['state'];
    readonly issuers: readonly (KeyHealth & {
        readonly issuer: string;
        /** Whether it is reached without TLS beyond this machine. */
        readonly insecure: boolean;
    })[];
}

/** What holds for a whole verifier, beside its issuers. */
export interface VerifierSettings {
    /** How many verified tokens are remembered; `false` verifies each anew. Default: 10,000. */
    readonly cache?: {
        readonly maxEntries: number;
    } | false;
    /** Takes the token from a cookie where there is no `Authorization` header. Default: never. */
    readonly cookie?: CookieOptions;
    /** Which pages may open WebSockets. Default: those that `cookie` allows, else none; programs need no origin. */
    readonly webSocket?: WebSocketOptions;
    /** Says which tokens no longer count. Default: none is asked. */
    readonly revocation?: Revocation;
    /** The longest token that is looked at, in bytes. Default: 8,192. */
    readonly maxTokenBytes?: number;
    /**
     * Fetches discovery documents and keys; a `fetch` of any library fits. It must heed the signal and follow no redirect:
     * what it redirected is refused. Default: the platform's.
     */
    readonly fetch?: FetchDocument;
    /** The clock for the times in tokens, in milliseconds like `Date.now`, which is the default. */
    readonly now?: () => number;
    /** The clock for ages and waits, in milliseconds; never set back. Default: `performance.now`. */
    readonly monotonicNow?: () => number;
    /**
     * Lets work go on behind the answer, where the runtime stops it there: on Workers, `waitUntil` of `cloudflare:workers`.
     * Without, one request waits for each refresh there. Default: none.
     */
    readonly waitUntil?: (work: Promise<unknown>) => void;
    /** Listens to what happens. What it throws is dropped: an observer never changes a decision. */
    readonly onEvent?: (event: VerifierEvent) => void;
}

/** Which pages may open WebSockets. */
export interface WebSocketOptions {
    /** The origins, exactly as browsers send them. */
    readonly allowedOrigins: readonly string[];
}

/**
 * Builds a verifier of access tokens for one issuer, several, or a function that knows them by `iss`. Checks its whole
 * configuration and throws a `ConfigError` that names the option at fault. Does NOT fetch anything yet.
 *
 * With a function, its answers are kept for five minutes, misses for ten seconds; what it throws is passed on.
 */
export declare function createVerifier<const I extends Issuers>(issuers: I & KnownOptions<I>, settings?: VerifierSettings): Verifier<AuthOfIssuers<I>>;

/**
 * Requires what a route demands of its caller; throws the `AuthError` of the first demand that is not met, and a
 * `ConfigError` for a wrong requirement. `now` is the clock that the age of a login is measured with, in milliseconds
 * like `Date.now`, the default.
 */
export declare function requireAccess<A extends Auth<unknown, unknown>>(auth: A, requirement: Requirement<A>, { now }?: {
    readonly now?: () => number;
}): void;

/**
 * Turns a refusal into its HTTP answer: status, challenge and JSON body. Says to the client what the specifications
 * ask for and no more; the reason stays in the error. What is no `AuthError` is thrown on: it is not a refusal.
 * RFC 6750 §3, RFC 9470 §3.
 */
export declare function toResponse(error: unknown, options?: AnswerOptions): Answer;

// Not exported by tokenstile, but part of the above:

/** An `Auth` of which nothing more is known. */
export type AnyAuth = Auth<unknown, unknown>;

type AuthOfIssuer<One> = One extends unknown ? Auth<UserOf<One>, ClaimsOf<One>> : never;

type ClaimsOf<One> = One extends {
    readonly claims: ClaimsSchema<unknown, infer Output>;
} ? Output : Claims;

/** What an operator reads of a refusal: what happened, and what to do. */
export interface ErrorText {
    readonly message: string;
    readonly hint: string;
}

/** Forbids names that are no options: a type parameter alone would let them compile. */
export type KnownOptions<I> = I extends (...args: never[]) => unknown ? unknown : I extends readonly unknown[] ? {
    readonly [Index in keyof I]: KnownOptions<I[Index]>;
} : {
    readonly [Name in Exclude<keyof I, keyof IssuerOptions>]: never;
};

/** One thing that a schema finds wrong. Its message may quote the value, so it is never shown. */
export interface SchemaIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
        readonly key: PropertyKey;
    })[] | undefined;
}

/** What a schema answers: a value, or issues. */
export type SchemaResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly SchemaIssue[];
};

type UserOf<One> = One extends {
    readonly toUser: (claims: VerifiedClaims) => infer User;
} ? NonNullable<User> : {
    readonly id: string;
};

declare const verified: unique symbol;
