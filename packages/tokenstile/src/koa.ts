import { answerRefusal } from './adapter/answer-refusal.ts'
import { demandAccess, demandRecentLogin, type Demand } from './adapter/demand.ts'
import { openGate, type GateOptions, type Marked } from './adapter/gate.ts'
import { readNodeHeaders, type NodeHeaders } from './adapter/node-headers.ts'
import type { Answer } from './core/answer.ts'
import type { AnyAuth } from './core/auth.ts'
import type { AuthError } from './core/errors.ts'
import type { Admitted } from './core/inside.ts'
import { isPromise } from './core/promise.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import type { RegisteredAuth } from './index.ts'

/** The part of a Koa context that is used: Koa 2 and 3. */
export interface KoaContext {
  readonly method: string
  readonly url: string
  readonly req: NodeHeaders
  readonly headers: NodeHeaders['headers']
  status: number
  body: unknown
  set(headers: Record<string, string>): void
  state: object
}

/** A middleware, typed by what it touches, so that it fits every version of Koa. */
export type Middleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown>

/** What `authenticate` puts into `ctx.state`: `new Koa<AuthState>()`. */
export interface AuthState<A = RegisteredAuth> {
  /** Who is calling. */
  auth: A
}

/**
 * How `authenticate` answers. What `onRefused` throws goes up to whoever catches errors, at last to Koa itself. It may
 * name the type of its context as Koa has it.
 */
export type AuthenticateOptions<Context extends KoaContext = KoaContext> = GateOptions<
  (error: AuthError, context: Context) => unknown
>

type Refuse = NonNullable<AuthenticateOptions['onRefused']>

/** Where a context keeps it. */
const ESTABLISHED = Symbol('tokenstile.established')
type WithMark = { [ESTABLISHED]?: Marked<Refuse> }

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` into `ctx.state.auth`. A request
 * without a token, or with a bad one, is answered at once; what else is thrown is a fault of the program. Does NOT check
 * what a route demands: `authorize` does.
 */
export function authenticate<Context extends KoaContext = KoaContext>(
  verifier: Verifier<AnyAuth>,
  options: AuthenticateOptions<Context> = {},
): Middleware {
  // What Koa hands over has more than is asked of it here.
  const { admit, answer, inside, onRefused } = openGate(verifier, options as AuthenticateOptions)
  const refuse: Refuse = onRefused ?? ((error, context) => send(context, answer(error)))

  function pass({ auth, responseHeaders }: Admitted, context: KoaContext): void {
    for (const name in responseHeaders) context.set({ [name]: responseHeaders[name] as string })
    ;(context as WithMark)[ESTABLISHED] = { auth, inside, refuse }
    ;(context.state as AuthState<AnyAuth | undefined>).auth = auth
  }

  return async (context, next) => {
    const { method, url, req } = context
    try {
      const admitted = admit({ method, url, headers: readNodeHeaders(req) })
      // A token that was seen before passes without a detour through the queue of promises.
      pass(isPromise(admitted) ? await admitted : admitted, context)
    } catch (error) {
      return answerRefusal(error, refuse, context)
    }
    return next()
  }
}

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller is refused with
 * `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware {
  return enforce(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export function requireRecentLogin<Context extends KoaContext = KoaContext>(
  options: RecentLoginOptions<Context>,
): Middleware {
  return enforce(demandRecentLogin(options))
}

function enforce(demand: Demand): Middleware {
  return async (context, next) => {
    const marked = (context as WithMark)[ESTABLISHED]
    try {
      await demand(marked, context)
    } catch (error) {
      return answerRefusal(error, marked?.refuse, context)
    }
    return next()
  }
}

function send(context: KoaContext, { status, headers, body }: Answer): void {
  context.status = status
  context.set({ ...headers })
  context.body = body
}
