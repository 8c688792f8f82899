import { demandAccess, demandRecentLogin } from './adapter/demand.ts'
import { openGate, type GateOptions } from './adapter/gate.ts'
import { enforce, establish, type MiddlewareOf } from './adapter/middleware.ts'
import type { NodeResponse } from './adapter/node-answer.ts'
import type { NodeHeaders } from './adapter/node-headers.ts'
import type { AnyAuth } from './core/auth.ts'
import type { AuthError } from './core/errors.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import type { RegisteredAuth } from './index.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- where Express declares its request
  namespace Express {
    interface Request {
      /** Who is calling: put here by `authenticate`. Its type is what the application registers in `Register`. */
      auth: RegisteredAuth
    }
  }
}

/** The part of a request that is read: Express 4 and 5, and anything that stands on `node:http`. */
export interface ExpressRequest extends NodeHeaders {
  readonly method: string
  readonly url: string
}

/** The part of a response that is used to refuse. */
export type ExpressResponse = NodeResponse

/** A middleware, typed by what it touches, so that it fits every version of Express. */
export type Middleware = MiddlewareOf<ExpressRequest>

/**
 * How `authenticate` answers. What `onRefused` throws goes to `next(error)`. It may name the types of its request and
 * response as Express has them.
 */
export type AuthenticateOptions<
  Request extends ExpressRequest = ExpressRequest,
  Response extends ExpressResponse = ExpressResponse,
> = GateOptions<(error: AuthError, request: Request, response: Response) => unknown>

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` on `request.auth`. A request
 * without a token, or with a bad one, is answered at once (400, 401, 403 or 503); `next(error)` is for faults of the program.
 * Does NOT check what a route demands: `authorize` does.
 */
export function authenticate<
  Request extends ExpressRequest = ExpressRequest,
  Response extends ExpressResponse = ExpressResponse,
>(verifier: Verifier<AnyAuth>, options: AuthenticateOptions<Request, Response> = {}): Middleware {
  // What Express hands over has more than is asked of it here.
  return establish(openGate(verifier, options as AuthenticateOptions), (request, auth) => {
    ;(request as { auth?: unknown }).auth = auth
  })
}

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller of an optional
 * `authenticate` is refused with `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware {
  return enforce(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export function requireRecentLogin<Request extends ExpressRequest = ExpressRequest>(
  options: RecentLoginOptions<Request>,
): Middleware {
  return enforce(demandRecentLogin(options))
}
