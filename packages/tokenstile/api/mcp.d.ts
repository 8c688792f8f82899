// What tokenstile/mcp exports:

/**
 * Who is calling, in the shape of the MCP SDK's own `AuthInfo`, of both its lines. It holds the raw token, since the SDK asks
 * for it: do not log it, and do not send its token to another API, which MCP forbids.
 */
export interface AuthInfo {
    token: string;
    /** Empty where the token names no client. */
    clientId: string;
    scopes: string[];
    /** In epoch seconds. */
    expiresAt: number;
    /** The server's identifier, where the token's `aud` names it. RFC 8707. */
    resource?: URL;
    /** Where the server's metadata is: the SDK's challenges for single tools name it. RFC 9728. */
    resourceMetadataUrl?: string;
    /** `auth`: all that is known of the caller. Ask {@link requireAuth} for it. */
    extra: Record<string, unknown>;
}

/** How `authenticateFetch` answers. What `onRefused` throws rejects the handler's promise. */
export type AuthenticateFetchOptions = ServerOptions<(error: AuthError, request: Request) => Response | Promise<Response>>;

/** How `authenticate` answers. What `onRefused` throws goes to `next(error)`. */
export type AuthenticateOptions = ServerOptions<Refuse<McpRequest>>;

/** The SDK's handler of a request: `fetch` of `createMcpHandler`, or one that calls a web-standard transport. */
export type McpHandler<Rest extends readonly unknown[]> = (request: Request, options: {
    readonly authInfo?: AuthInfo;
}, ...rest: Rest) => Response | Promise<Response>;

/** The part of a request that is read: Express, Connect and `node:http`. */
export type McpRequest = MiddlewareRequest;

/** The part of a response that is used to refuse. */
export type McpResponse = NodeResponse;

/** A middleware for Express and Connect; with `node:http`, call it. */
export type Middleware = MiddlewareOf<McpRequest>;

/** Makes of the SDK's handler one that a platform takes. */
export type ProtectMcp = <Rest extends readonly unknown[]>(handler: McpHandler<Rest>) => (request: Request, ...rest: Rest) => Promise<Response>;

/** How an MCP server is guarded and how it answers. */
export interface ServerOptions<OnRefused> extends GateOptions<OnRefused> {
    /** The server's own URL, as its clients use it. Challenges name its metadata, at the place of RFC 9728 §3.1. */
    readonly resource: string;
    /** The scopes without which nothing is served (403); every 401 tells the client to ask for them, or for `scopes`. */
    readonly requiredScopes?: readonly string[];
}

/** The MCP SDK's `OAuthTokenVerifier`, of both its lines. */
export interface TokenVerifier {
    verifyAccessToken(token: string): Promise<AuthInfo>;
}

/** The class of your SDK whose errors its middleware answers with 401: exactly one of them. */
export type TokenVerifierOptions = ({
    /** SDK 1.x: from `@modelcontextprotocol/sdk/server/auth/errors.js`. */
    readonly InvalidTokenError: new (message: string) => Error;
    readonly OAuthError?: never;
} | {
    /** SDK 2.x: from `@modelcontextprotocol/server`. */
    readonly OAuthError: new (code: string, message: string) => Error;
    readonly InvalidTokenError?: never;
}) & {
    /** The server's identifier, for `AuthInfo.resource` and so for the middleware's `expectedResource`. */
    readonly resource?: string;
};

/**
 * Establishes who is calling an MCP server, for the SDK's transports for Node: verifies the token of each request and puts the
 * SDK's `AuthInfo` on `request.auth`, where they look for it. A request without a token, or with a bad one, is answered at
 * once (400, 401, 403 or 503), and every challenge tells the client where the server's metadata is; `next(error)` is for
 * faults of the program.
 *
 * Does NOT serve that metadata: `protectedResource` does. Does NOT demand that the token was made for `resource`: the
 * verifier's `audience` does.
 */
export declare function authenticate(verifier: Verifier<AnyAuth>, options: AuthenticateOptions): Middleware;

/**
 * As `authenticate`, for the fetch API: gives the function that protects the SDK's handlers, which get the `AuthInfo` as their
 * option. What a server demands beyond `requiredScopes` goes between, with `authorize` of `tokenstile/fetch`.
 */
export declare function authenticateFetch(verifier: Verifier<AnyAuth>, options: AuthenticateFetchOptions): ProtectMcp;

/**
 * Enforces what a server demands of its caller beyond `requiredScopes` (403, or 401 where a new login helps). Needs
 * `authenticate` before it: without, the request fails as a fault of the program and never passes. An anonymous caller of an
 * optional `authenticate` is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware;

/**
 * The `Auth` of whoever calls a tool, from the `AuthInfo` that the SDK hands it: `extra.authInfo` in SDK 1.x,
 * `ctx.http?.authInfo` in 2.x. Its type is what the application registers in `Register`.
 *
 * Throws a `ConfigError` where there is none: the server stands behind no `authenticate`, or behind an optional one.
 */
export declare function requireAuth(authInfo: {
    readonly extra?: Readonly<Record<string, unknown>>;
} | undefined): NonNullable<RegisteredAuth>;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export declare function requireRecentLogin<Request extends McpRequest = McpRequest>(options: RecentLoginOptions<Request>): Middleware;

/**
 * Makes the SDK's `AuthInfo` of what a verifier gave for a token. Does NOT verify: `auth` says that somebody did. `resource` is
 * left out where the token's `aud` does not name it.
 */
export declare function toAuthInfo(auth: Auth<unknown, unknown>, token: string, resource?: string): AuthInfo;

/**
 * Makes the token verifier that the SDK's own `requireBearerAuth` takes. Prefer `authenticate`, since that middleware decides
 * the answers, and these are its limits:
 *
 * - an issuer that cannot be reached, and every fault of the program, is a 500 without `Retry-After`; no error hook sees it;
 * - without a token, the challenge names `invalid_token`; a malformed header is 401 instead of 400;
 * - it reads one header, up to the second space: no second token is noticed, and no cookie is read;
 * - it allows no clock tolerance at the end of a token;
 * - its answers lack `Cache-Control: no-store`.
 *
 * Throws a `ConfigError` for wrong options.
 */
export declare function toTokenVerifier(verifier: Verifier<AnyAuth>, options: TokenVerifierOptions): TokenVerifier;

// Not exported by tokenstile/mcp, but part of the above:

/** The part of a request that is read. */
export interface MiddlewareRequest extends NodeHeaders {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
}

/** Answers a refusal. What it throws goes to `next(error)`. */
export type Refuse<Request> = (error: AuthError, request: Request, response: NodeResponse) => unknown;
