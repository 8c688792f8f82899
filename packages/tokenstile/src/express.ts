import { demandAccess, demandRecentLogin, type Demand } from './adapter/demand.ts'
import { openGate, type Established, type GateOptions } from './adapter/gate.ts'
import { sendAnswer, type NodeResponse } from './adapter/node-answer.ts'
import { readNodeHeaders } from './adapter/node-headers.ts'
import { toFault } from './adapter/to-fault.ts'
import type { AnyAuth } from './core/auth.ts'
import { AuthError } from './core/errors.ts'
import { isPromise } from './core/promise.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Authenticated, Verifier } from './core/verifier.ts'
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
export interface ExpressRequest {
  readonly method: string
  readonly url: string
  readonly headers: {
    readonly [name: string]: string | readonly string[] | undefined
  }
  readonly rawHeaders?: readonly string[]
}

/** The part of a response that is used to refuse. */
export type ExpressResponse = NodeResponse

/** A middleware, typed by what it touches, so that it fits every version of Express. */
export type Middleware = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => unknown

/**
 * How `authenticate` answers. What `onRefused` throws goes to `next(error)`. It may name the types of its request and
 * response as Express has them.
 */
export type AuthenticateOptions<
  Request extends ExpressRequest = ExpressRequest,
  Response extends ExpressResponse = ExpressResponse,
> = GateOptions<(error: AuthError, request: Request, response: Response) => unknown>

interface Marked extends Established {
  readonly refuse: NonNullable<AuthenticateOptions['onRefused']>
}

/** Where a request keeps it: a property of its own, since a WeakMap of short-lived requests is dear to collect. */
const ESTABLISHED = Symbol('tokenstile.established')
type WithMark = { [ESTABLISHED]?: Marked }

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
  const { admit, answer, inside, onRefused } = openGate(verifier, options as AuthenticateOptions)
  const refuse: Marked['refuse'] = onRefused ?? ((error, _, response) => sendAnswer(response, answer(error)))

  return (request, response, next) => {
    const pass = ({ auth, responseHeaders }: Authenticated<AnyAuth | undefined>): void => {
      for (const name in responseHeaders) response.setHeader(name, responseHeaders[name] as string)
      ;(request as WithMark)[ESTABLISHED] = { auth, inside, refuse }
      ;(request as { auth?: unknown }).auth = auth
      next()
    }
    const fail = (error: unknown): Promise<void> => answerRefusal(error, refuse, request, response, next)
    let result
    try {
      const { method, url } = request
      result = admit({ method, url, headers: readNodeHeaders(request) })
    } catch (error) {
      return fail(error)
    }
    // A token that was seen before passes without a detour through the queue of promises.
    return isPromise(result) ? Promise.resolve(result).then(pass, fail) : pass(result)
  }
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

function enforce(demand: Demand): Middleware {
  return (request, response, next) => {
    const marked = (request as WithMark)[ESTABLISHED]
    // Without a mark the demand throws a fault, which nobody here answers.
    const fail = (error: unknown): Promise<void> =>
      answerRefusal(error, marked?.refuse ?? rethrow, request, response, next)
    const pass = (): void => next()
    let demanding
    try {
      demanding = demand(marked, request)
    } catch (error) {
      return fail(error)
    }
    return isPromise(demanding) ? Promise.resolve(demanding).then(pass, fail) : pass()
  }
}

function rethrow(error: unknown): never {
  throw error
}

/** Answers a refusal; anything else is a fault of the program and goes to the framework. */
async function answerRefusal(
  error: unknown,
  refuse: Marked['refuse'],
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error: unknown) => void,
): Promise<void> {
  try {
    if (!AuthError.is(error)) throw error
    await refuse(error, request, response)
  } catch (fault) {
    next(toFault(fault))
  }
}
