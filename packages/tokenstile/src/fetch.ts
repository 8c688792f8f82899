import { demandAccess, demandRecentLogin, type Demand } from './adapter/demand.ts'
import { openGate, type Established, type GateOptions } from './adapter/gate.ts'
import { toWebResponse } from './adapter/web-answer.ts'
import type { AnyAuth } from './core/auth.ts'
import { AuthError, ConfigError } from './core/errors.ts'
import { proofOf } from './core/proof.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import type { RegisteredAuth } from './index.ts'

/** What a platform hands over first: the request, or an event that holds it (SvelteKit, React Router, Astro). */
export type Incoming = Request | { readonly request: Request }

/**
 * A handler that knows who is calling. `Rest` is what a platform hands over beside the request: the environment of Workers,
 * the context of Next.js, the next step of a middleware.
 */
export type AuthHandler<A, Rest extends readonly unknown[], In extends Incoming = Request> = (
  incoming: In,
  auth: A,
  ...rest: Rest
) => Response | Promise<Response>

/** Makes of a handler that knows who is calling one that a platform takes. `Default` is what it gets unless it says so. */
export type Protect<A, Default extends Incoming = Request> = <
  Rest extends readonly unknown[],
  In extends Incoming = Default,
>(
  handler: AuthHandler<A, Rest, In>,
) => (incoming: In, ...rest: Rest) => Promise<Response>

/** How `authenticate` answers. What `onRefused` throws rejects the handler's promise. */
export type AuthenticateOptions = GateOptions<
  (error: AuthError, request: Request) => Response | Promise<Response>
>

/** What was established for a request. */
const established = new WeakMap<Request, Established>()

/**
 * Establishes who is calling: gives the function that protects handlers. A request without a token, or with a bad one, is
 * answered at once, and so is an `AuthError` that the handler throws. Everything else that is thrown rejects: a fault of
 * the program. Does NOT check what a route demands: `authorize` does.
 */
export function authenticate<A>(
  verifier: Verifier<A>,
  options?: AuthenticateOptions & { readonly optional?: false; readonly allowPreflights?: false },
): Protect<A>
export function authenticate<A>(verifier: Verifier<A>, options: AuthenticateOptions): Protect<A | undefined>
export function authenticate(
  verifier: Verifier<AnyAuth>,
  options: AuthenticateOptions = {},
): Protect<AnyAuth | undefined> {
  const { admit, answer, inside, onRefused } = openGate(verifier, options)

  return (handler) =>
    async (incoming, ...rest) => {
      const request = requestOf(incoming)
      try {
        const { method, url, headers } = request
        const { auth, responseHeaders } = await admit({ method, url, headers })
        established.set(request, { auth, inside })
        return withHeaders(await handler(incoming, auth, ...rest), responseHeaders)
      } catch (error) {
        if (!AuthError.is(error)) throw error
        return onRefused === undefined ? toWebResponse(answer(error)) : await onRefused(error, request)
      }
    }
}

/** Puts what a route demands before a handler: within `authenticate`. */
export type Authorize<Default extends Incoming = Request> = <
  A,
  Rest extends readonly unknown[],
  In extends Incoming = Default,
>(
  handler: AuthHandler<A, Rest, In>,
) => AuthHandler<A | undefined, Rest, In>

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Works within `authenticate`: alone,
 * the request fails as a fault of the program and never passes. An anonymous caller is refused with `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Authorize {
  return enforce(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Works within `authenticate`.
 */
export function requireRecentLogin(options: RecentLoginOptions<Request>): Authorize {
  return enforce(demandRecentLogin(options))
}

function enforce(demand: Demand): Authorize {
  return <A, Rest extends readonly unknown[], In extends Incoming>(handler: AuthHandler<A, Rest, In>) =>
    async (incoming: In, auth: A | undefined, ...rest: Rest) => {
      const request = requestOf(incoming)
      const known = established.get(request)
      // Another gate has let the same request through since: what it knows of its caller says nothing of this one.
      if (known !== undefined && known.auth !== auth && proofOf(Object(auth)) !== undefined)
        throw new ConfigError('auth', 'expected what authenticate last gave for this request')
      await demand(known, request)
      // The demand refuses nobody but who has no `auth`.
      return await handler(incoming, auth as A, ...rest)
    }
}

function requestOf(incoming: Incoming): Request {
  // Not by `request`: what Next.js hands to a middleware throws where that is looked at.
  return isRequest(incoming) ? incoming : incoming.request
}

/** An event may have headers of its own, as a plain object. */
function isRequest(incoming: Incoming): incoming is Request {
  return typeof (incoming as Partial<Request>).headers?.get === 'function'
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const name in headers) response.headers.set(name, headers[name] as string)
  return response
}
