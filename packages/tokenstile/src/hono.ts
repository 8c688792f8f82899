import type { Context, MiddlewareHandler } from 'hono'
import { answerRefusal } from './adapter/answer-refusal.ts'
import { demandAccess, demandRecentLogin, type Demand } from './adapter/demand.ts'
import { openGate, type GateOptions, type Marked } from './adapter/gate.ts'
import { toWebResponse } from './adapter/web-answer.ts'
import type { AnyAuth } from './core/auth.ts'
import type { AuthError } from './core/errors.ts'
import { isPromise } from './core/promise.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import type { RegisteredAuth } from './index.ts'

/** What `authenticate` puts into the context's variables: `c.var.auth`. */
export interface AuthEnv<A> {
  Variables: {
    /** Who is calling. */
    auth: A
  }
}

/** How `authenticate` answers. What `onRefused` throws goes to `app.onError`. */
export type AuthenticateOptions = GateOptions<
  (error: AuthError, context: Context) => Response | Promise<Response>
>

type Refuse = NonNullable<AuthenticateOptions['onRefused']>

/** The variable that keeps it. */
const ESTABLISHED = 'tokenstile.established' as never

/**
 * Establishes who is calling: verifies the token of each request and puts the `Auth` into `c.var.auth`, with its type. A
 * request without a token, or with a bad one, is answered at once; what else is thrown goes to `app.onError`. Does NOT
 * check what a route demands: `authorize` does.
 */
export function authenticate<A>(
  verifier: Verifier<A>,
  options?: AuthenticateOptions & { readonly optional?: false; readonly allowPreflights?: false },
): MiddlewareHandler<AuthEnv<A>>
export function authenticate<A>(
  verifier: Verifier<A>,
  options: AuthenticateOptions,
): MiddlewareHandler<AuthEnv<A | undefined>>
export function authenticate(
  verifier: Verifier<AnyAuth>,
  options: AuthenticateOptions = {},
): MiddlewareHandler<AuthEnv<AnyAuth | undefined>> {
  const { admit, answer, inside, onRefused } = openGate(verifier, options)
  const refuse: Refuse = onRefused ?? ((error) => toWebResponse(answer(error)))

  return async (context, next) => {
    const { method, url, headers } = context.req.raw
    let admitted
    try {
      admitted = admit({ method, url, headers })
      // A token that was seen before passes without a detour through the queue of promises.
      if (isPromise(admitted)) admitted = await admitted
    } catch (error) {
      return answerRefusal(error, refuse, context)
    }
    const { auth, responseHeaders } = admitted
    for (const name in responseHeaders) context.header(name, responseHeaders[name])
    const marked: Marked<Refuse> = { auth, inside, refuse }
    context.set(ESTABLISHED, marked as never)
    context.set('auth', auth)
    await next()
  }
}

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Needs `authenticate` before it:
 * without, the request fails as a fault of the program and never passes. An anonymous caller is refused with
 * `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): MiddlewareHandler {
  return enforce(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export function requireRecentLogin(options: RecentLoginOptions<Context>): MiddlewareHandler {
  return enforce(demandRecentLogin(options))
}

function enforce(demand: Demand): MiddlewareHandler {
  return async (context, next) => {
    const marked: Marked<Refuse> | undefined = context.get(ESTABLISHED)
    try {
      await demand(marked, context)
    } catch (error) {
      return answerRefusal(error, marked?.refuse, context)
    }
    await next()
  }
}
