// What tokenstile/koa exports:

/** What `authenticate` puts into `ctx.state`: `new Koa<AuthState>()`. */
export interface AuthState<A = RegisteredAuth> {
    /** Who is calling. */
    auth: A;
}

/**
 * How `authenticate` answers. What `onRefused` throws goes up to whoever catches errors, at last to Koa itself. It may
 * name the type of its context as Koa has it.
 */
export type AuthenticateOptions<Context extends KoaContext = KoaContext> = GateOptions<(error: AuthError, context: Context) => unknown>;

/** The part of a Koa context that is used: Koa 2 and 3. */
export interface KoaContext {
    readonly method: string;
    readonly url: string;
    readonly req: NodeHeaders;
    readonly headers: NodeHeaders['headers'];
    status: number;
    body: unknown;
    set(headers: Record<string, string>): void;
    state: object;
}

/** A middleware, typed by what it touches, so that it fits every version of Koa. */
export type Middleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` into `ctx.state.auth`. A request
 * without a token, or with a bad one, is answered at once; what else is thrown is a fault of the program. Does NOT check
 * what a route demands: `authorize` does.
 */
export declare function authenticate<Context extends KoaContext = KoaContext>(verifier: Verifier<AnyAuth>, options?: AuthenticateOptions<Context>): Middleware;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller is refused with
 * `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export declare function requireRecentLogin<Context extends KoaContext = KoaContext>(options: RecentLoginOptions<Context>): Middleware;
