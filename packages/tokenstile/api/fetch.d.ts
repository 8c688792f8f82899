// What tokenstile/fetch exports:

/**
 * A handler that knows who is calling. `Rest` is what a platform hands over beside the request: the environment of Workers,
 * the context of Next.js, the next step of a middleware.
 */
export type AuthHandler<A, Rest extends readonly unknown[], In extends Incoming = Request> = (incoming: In, auth: A, ...rest: Rest) => Response | Promise<Response>;

/** How `authenticate` answers. What `onRefused` throws rejects the handler's promise. */
export type AuthenticateOptions = GateOptions<(error: AuthError, request: Request) => Response | Promise<Response>>;

/** Puts what a route demands before a handler: within `authenticate`. */
export type Authorize<Default extends Incoming = Request> = <A, Rest extends readonly unknown[], In extends Incoming = Default>(handler: AuthHandler<A, Rest, In>) => AuthHandler<A | undefined, Rest, In>;

/** What a platform hands over first: the request, or an event that holds it (SvelteKit, React Router, Astro). */
export type Incoming = Request | {
    readonly request: Request;
};

/** Makes of a handler that knows who is calling one that a platform takes. `Default` is what it gets unless it says so. */
export type Protect<A, Default extends Incoming = Request> = <Rest extends readonly unknown[], In extends Incoming = Default>(handler: AuthHandler<A, Rest, In>) => (incoming: In, ...rest: Rest) => Promise<Response>;

/**
 * Establishes who is calling: gives the function that protects handlers. A request without a token, or with a bad one, is
 * answered at once, and so is an `AuthError` that the handler throws. Everything else that is thrown rejects: a fault of
 * the program. Does NOT check what a route demands: `authorize` does.
 */
export declare function authenticate<A>(verifier: Verifier<A>, options?: AuthenticateOptions & {
    readonly optional?: false;
    readonly allowPreflights?: false;
}): Protect<A>;
export declare function authenticate<A>(verifier: Verifier<A>, options: AuthenticateOptions): Protect<A | undefined>;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Works within `authenticate`: alone,
 * the request fails as a fault of the program and never passes. An anonymous caller is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Authorize;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Works within `authenticate`.
 */
export declare function requireRecentLogin(options: RecentLoginOptions<Request>): Authorize;
