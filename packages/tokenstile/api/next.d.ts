// What tokenstile/next exports:

/**
 * A handler that knows who is calling. `Rest` is what a platform hands over beside the request: the environment of Workers,
 * the context of Next.js, the next step of a middleware.
 */
export type AuthHandler<A, Rest extends readonly unknown[], In extends Incoming = Request> = (incoming: In, auth: A, ...rest: Rest) => Response | Promise<Response>;

/** How `authenticate` answers. What `onRefused` throws goes to Next.js. It may name its request `NextRequest`. */
export type AuthenticateOptions<In extends Request = NextRequestLike> = GateOptions<(error: AuthError, request: In) => Response | Promise<Response>>;

/** Puts what a route demands before a handler: within `authenticate`. */
export type Authorize<Default extends Incoming = Request> = <A, Rest extends readonly unknown[], In extends Incoming = Default>(handler: AuthHandler<A, Rest, In>) => AuthHandler<A | undefined, Rest, In>;

/** How `authenticateHeaders` treats callers. */
export interface HeadersOptions {
    /** Lets a request without a token through, as nobody; a bad token never passes. */
    readonly optional?: boolean;
    /**
     * Is told of a refusal, and may throw another thing: `redirect('/login')`. Where it throws nothing, the refusal is thrown.
     */
    readonly onRefused?: (error: AuthError) => unknown;
}

/** What a platform hands over first: the request, or an event that holds it (SvelteKit, React Router, Astro). */
export type Incoming = Request | {
    readonly request: Request;
};

/** What `headers()` of `next/headers` gives. */
export interface NextHeaders {
    get(name: string): string | null;
}

/**
 * As much of a `NextRequest` as is the same in every version, for handlers that name no other type: write
 * `request: NextRequest` where you need the rest.
 */
export interface NextRequestLike extends Request {
    readonly nextUrl: {
        readonly href: string;
        readonly origin: string;
        readonly pathname: string;
        readonly search: string;
        readonly searchParams: URLSearchParams;
    };
    readonly cookies: {
        get(name: string): {
            readonly name: string;
            readonly value: string;
        } | undefined;
        has(name: string): boolean;
    };
}

/** Makes of a handler that knows who is calling one that a platform takes. `Default` is what it gets unless it says so. */
export type Protect<A, Default extends Incoming = Request> = <Rest extends readonly unknown[], In extends Incoming = Default>(handler: AuthHandler<A, Rest, In>) => (incoming: In, ...rest: Rest) => Promise<Response>;

/**
 * Establishes who is calling: gives the function that protects route handlers, and a proxy (a middleware before Next.js 16).
 * A request without a token, or with a bad one, is answered at once, and so is an `AuthError` that the handler throws.
 * Everything else that is thrown goes to Next.js: `redirect()` and `notFound()` too. Does NOT check what a route demands:
 * `authorize` does. A proxy alone guards nothing: protect each route handler too.
 */
export declare function authenticate<A, In extends Request = NextRequestLike>(verifier: Verifier<A>, options?: AuthenticateOptions<In> & {
    readonly optional?: false;
    readonly allowPreflights?: false;
}): Protect<A, NextRequestLike>;
export declare function authenticate<A, In extends Request = NextRequestLike>(verifier: Verifier<A>, options: AuthenticateOptions<In>): Protect<A | undefined, NextRequestLike>;

/**
 * Makes the function that says who is calling in Server Components and Server Actions; `headers` is that of `next/headers`.
 * It throws an `AuthError` where nobody is, or where the token is bad. Does NOT check what the page demands: `requireAccess`
 * does, on what it gave.
 *
 * `headers()` does not tell the method. A token in a cookie therefore needs an allowed origin wherever the headers are not
 * those of a plain page view: with `Origin`, `Content-Type` or `Next-Action`, one of which every Server Action has.
 */
export declare function authenticateHeaders<A>(verifier: Verifier<A>, headers: () => NextHeaders | PromiseLike<NextHeaders>, options?: HeadersOptions & {
    readonly optional?: false;
}): () => Promise<A>;
export declare function authenticateHeaders<A>(verifier: Verifier<A>, headers: () => NextHeaders | PromiseLike<NextHeaders>, options: HeadersOptions): () => Promise<A | undefined>;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Works within `authenticate`: alone,
 * the request fails as a fault of the program and never passes. An anonymous caller is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Authorize<NextRequestLike>;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Works within `authenticate`.
 */
export declare function requireRecentLogin<In extends Request = NextRequestLike>(options: RecentLoginOptions<In>): Authorize<NextRequestLike>;
