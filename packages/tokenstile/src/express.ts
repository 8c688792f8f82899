import { ANSWER_OPTIONS, toResponse, type Answer, type AnswerOptions } from './core/answer.ts'
import type { AnyAuth } from './core/auth.ts'
import { AuthError, ConfigError } from './core/errors.ts'
import { insideOf } from './core/inside.ts'
import { readNodeHeaders } from './core/node-headers.ts'
import { optional, readBoolean, readFunction, readOptions } from './core/option-readers.ts'
import { isPromise } from './core/promise.ts'
import { compileRequirement, type Requirement } from './core/requirement.ts'
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
export interface ExpressResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body: string): unknown
}

/** A middleware, typed by what it touches, so that it fits every version of Express. */
export type Middleware = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => unknown

/** How `authenticate` answers. */
export interface AuthenticateOptions extends AnswerOptions {
  /** Lets a request without a token through, without `auth`. A bad token is refused all the same. */
  readonly optional?: boolean
  /** Sends another answer than the standard one. It must end the response: the request goes no further. */
  readonly onRefused?: (error: AuthError, request: ExpressRequest, response: ExpressResponse) => unknown
}

/** What `authenticate` established for a request, and how its refusals are answered. */
interface Established {
  readonly auth: AnyAuth | undefined
  readonly now: () => number
  readonly refuse: (error: AuthError, request: ExpressRequest, response: ExpressResponse) => unknown
}

/** Where a request keeps it: a property of its own, since a WeakMap of short-lived requests is dear to collect. */
const ESTABLISHED = Symbol('tokenstile.established')
type Marked = { [ESTABLISHED]?: Established }

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` on `request.auth`. A request
 * without a token, or with a bad one, is answered at once (401, 400 or 503); `next(error)` is for faults of the program.
 * Does NOT check what a route demands: `authorize` does.
 */
export function authenticate(verifier: Verifier<AnyAuth>, options: AuthenticateOptions = {}): Middleware {
  const {
    onRefused,
    optional: isOptional,
    ...answer
  } = readOptions<AuthenticateOptions>('authenticate', options, {
    ...ANSWER_OPTIONS,
    optional: optional(readBoolean, false),
    onRefused: optional(readFunction<NonNullable<AuthenticateOptions['onRefused']>>),
  })
  const refuse: Established['refuse'] =
    onRefused ?? ((error, _, response) => send(response, toResponse(error, answer)))
  const { admit, settings } = insideOf(verifier)
  const admission = { optional: isOptional === true }

  return (request, response, next) => {
    const pass = ({ auth, responseHeaders }: Authenticated<Established['auth']>): void => {
      for (const name in responseHeaders) response.setHeader(name, responseHeaders[name] as string)
      ;(request as Marked)[ESTABLISHED] = { auth, now: settings.now, refuse }
      ;(request as { auth?: unknown }).auth = auth
      next()
    }
    const fail = (error: unknown): Promise<void> => answerRefusal(error, refuse, request, response, next)
    let result
    try {
      const { method, url } = request
      result = admit({ method, url, headers: readNodeHeaders(request) }, admission)
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
  const enforce = compileRequirement(requirement)
  return (request, response, next) => {
    const found = (request as Marked)[ESTABLISHED]
    if (found === undefined) {
      return next(new ConfigError('authorize', 'needs authenticate before it on this route'))
    }
    try {
      if (found.auth === undefined) throw new AuthError('missing_token')
      enforce(found.auth, found.now)
    } catch (error) {
      return answerRefusal(error, found.refuse, request, response, next)
    }
    next()
  }
}

/** Answers a refusal; anything else is a fault of the program and goes to the framework. */
async function answerRefusal(
  error: unknown,
  refuse: Established['refuse'],
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

/** Express takes a falsy value, 'route' and 'router' for "go on": whatever was thrown must reach it as an error. */
function toFault(thrown: unknown): object {
  if (typeof thrown === 'object' && thrown !== null) return thrown
  return new Error('a function of the application threw what is no error', { cause: thrown })
}

function send(response: ExpressResponse, { status, headers, body }: Answer): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body)
}
