// What tokenstile/express exports:

/**
 * How `authenticate` answers. What `onRefused` throws goes to `next(error)`. It may name the types of its request and
 * response as Express has them.
 */
export type AuthenticateOptions<Request extends ExpressRequest = ExpressRequest, Response extends ExpressResponse = ExpressResponse> = GateOptions<(error: AuthError, request: Request, response: Response) => unknown>;

/** The part of a request that is read: Express 4 and 5, and anything that stands on `node:http`. */
export interface ExpressRequest extends NodeHeaders {
    readonly method: string;
    readonly url: string;
}

/** The part of a response that is used to refuse. */
export type ExpressResponse = NodeResponse;

/** A middleware, typed by what it touches, so that it fits every version of Express. */
export type Middleware = MiddlewareOf<ExpressRequest>;

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` on `request.auth`. A request
 * without a token, or with a bad one, is answered at once (400, 401, 403 or 503); `next(error)` is for faults of the program.
 * Does NOT check what a route demands: `authorize` does.
 */
export declare function authenticate<Request extends ExpressRequest = ExpressRequest, Response extends ExpressResponse = ExpressResponse>(verifier: Verifier<AnyAuth>, options?: AuthenticateOptions<Request, Response>): Middleware;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller of an optional
 * `authenticate` is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export declare function requireRecentLogin<Request extends ExpressRequest = ExpressRequest>(options: RecentLoginOptions<Request>): Middleware;

// What tokenstile/express declares for everyone:

declare global {
    namespace Express {
        interface Request {
            /** Who is calling: put here by `authenticate`. Its type is what the application registers in `Register`. */
            auth: RegisteredAuth;
        }
    }
}

// Not exported by tokenstile/express, but part of the above:

/** What every adapter's `authenticate` can be told. `OnRefused` takes what its framework hands to a handler. */
export interface GateOptions<OnRefused> extends AnswerOptions, Admission {
    /**
     * Sends another answer than the standard one; the request goes no further. What it throws goes to the framework's own
     * error hooks, the `AuthError` itself too.
     */
    readonly onRefused?: OnRefused;
}

/** A middleware as Express and Connect call it, typed by what it touches. */
export type MiddlewareOf<Request> = (request: Request, response: NodeResponse, next: Next) => unknown;

type Next = (error?: unknown) => void;

/** Headers as `node:http` gives them: merged, and as they came. */
export interface NodeHeaders {
    readonly headers: {
        readonly [name: string]: string | readonly string[] | undefined;
    };
    readonly rawHeaders?: readonly string[];
}

/** The part of a response of `node:http` that is used to answer. */
export interface NodeResponse {
    statusCode: number;
    setHeader(name: string, value: string): unknown;
    end(body: string): unknown;
}
