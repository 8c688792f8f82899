// What tokenstile/express exports:

/** How `authenticate` answers. */
export interface AuthenticateOptions extends AnswerOptions {
    /** Lets a request without a token through, without `auth`. A bad token is refused all the same. */
    readonly optional?: boolean;
    /** Sends another answer than the standard one. It must end the response: the request goes no further. */
    readonly onRefused?: (error: AuthError, request: ExpressRequest, response: ExpressResponse) => unknown;
}

/** The part of a request that is read: Express 4 and 5, and anything that stands on `node:http`. */
export interface ExpressRequest {
    readonly method: string;
    readonly url: string;
    readonly headers: {
        readonly [name: string]: string | readonly string[] | undefined;
    };
    readonly rawHeaders?: readonly string[];
}

/** The part of a response that is used to refuse. */
export interface ExpressResponse {
    statusCode: number;
    setHeader(name: string, value: string): unknown;
    end(body: string): unknown;
}

/** A middleware, typed by what it touches, so that it fits every version of Express. */
export type Middleware = (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void) => unknown;

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` on `request.auth`. A request
 * without a token, or with a bad one, is answered at once (401, 400 or 503); `next(error)` is for faults of the program.
 * Does NOT check what a route demands: `authorize` does.
 */
export declare function authenticate(verifier: Verifier<AnyAuth>, options?: AuthenticateOptions): Middleware;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller of an optional
 * `authenticate` is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware;

// What tokenstile/express declares for everyone:

declare global {
    namespace Express {
        interface Request {
            /** Who is calling: put here by `authenticate`. Its type is what the application registers in `Register`. */
            auth: RegisteredAuth;
        }
    }
}
