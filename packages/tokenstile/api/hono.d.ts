// What tokenstile/hono exports:

/** What `authenticate` puts into the context's variables: `c.var.auth`. */
export interface AuthEnv<A> {
    Variables: {
        /** Who is calling. */
        auth: A;
    };
}

/** How `authenticate` answers. What `onRefused` throws goes to `app.onError`. */
export type AuthenticateOptions = GateOptions<(error: AuthError, context: Context) => Response | Promise<Response>>;

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` into `c.var.auth`, with its type. A
 * request without a token, or with a bad one, is answered at once; what else is thrown goes to `app.onError`. Does NOT
 * check what a route demands: `authorize` does.
 */
export declare function authenticate<A>(verifier: Verifier<A>, options?: AuthenticateOptions & {
    readonly optional?: false;
    readonly allowPreflights?: false;
}): MiddlewareHandler<AuthEnv<A>>;
export declare function authenticate<A>(verifier: Verifier<A>, options: AuthenticateOptions): MiddlewareHandler<AuthEnv<A | undefined>>;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller is refused with
 * `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): MiddlewareHandler;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export declare function requireRecentLogin(options: RecentLoginOptions<Context>): MiddlewareHandler;
