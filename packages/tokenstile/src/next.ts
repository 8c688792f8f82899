import type { GateOptions } from './adapter/gate.ts'
import type { AuthError } from './core/errors.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import * as fetch from './fetch.ts'
import type { Authorize, Protect } from './fetch.ts'
import type { RegisteredAuth } from './index.ts'

export { authenticateHeaders, type HeadersOptions, type NextHeaders } from './next/authenticate-headers.ts'
export type { AuthHandler, Authorize, Incoming, Protect } from './fetch.ts'

/**
 * As much of a `NextRequest` as is the same in every version, for handlers that name no other type: write
 * `request: NextRequest` where you need the rest.
 */
export interface NextRequestLike extends Request {
  readonly nextUrl: {
    readonly href: string
    readonly origin: string
    readonly pathname: string
    readonly search: string
    readonly searchParams: URLSearchParams
  }
  readonly cookies: {
    get(name: string): { readonly name: string; readonly value: string } | undefined
    has(name: string): boolean
  }
}

/** How `authenticate` answers. What `onRefused` throws goes to Next.js. It may name its request `NextRequest`. */
export type AuthenticateOptions<In extends Request = NextRequestLike> = GateOptions<
  (error: AuthError, request: In) => Response | Promise<Response>
>

/**
 * Establishes who is calling: gives the function that protects route handlers, and a proxy (a middleware before Next.js 16).
 * A request without a token, or with a bad one, is answered at once, and so is an `AuthError` that the handler throws.
 * Everything else that is thrown goes to Next.js: `redirect()` and `notFound()` too. Does NOT check what a route demands:
 * `authorize` does. A proxy alone guards nothing: protect each route handler too.
 */
export function authenticate<A, In extends Request = NextRequestLike>(
  verifier: Verifier<A>,
  options?: AuthenticateOptions<In> & { readonly optional?: false; readonly allowPreflights?: false },
): Protect<A, NextRequestLike>
export function authenticate<A, In extends Request = NextRequestLike>(
  verifier: Verifier<A>,
  options: AuthenticateOptions<In>,
): Protect<A | undefined, NextRequestLike>
export function authenticate<A>(
  verifier: Verifier<A>,
  options: AuthenticateOptions = {},
): Protect<A | undefined, NextRequestLike> {
  // A request is what Next.js gave.
  return fetch.authenticate(verifier, options as fetch.AuthenticateOptions)
}

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Works within `authenticate`: alone,
 * the request fails as a fault of the program and never passes. An anonymous caller is refused with `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Authorize<NextRequestLike> {
  return fetch.authorize(requirement)
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Works within `authenticate`.
 */
export function requireRecentLogin<In extends Request = NextRequestLike>(
  options: RecentLoginOptions<In>,
): Authorize<NextRequestLike> {
  return fetch.requireRecentLogin(options as RecentLoginOptions<Request>)
}
