import type { IncomingMessage, ServerResponse } from 'node:http'
import { demandAccess, demandRecentLogin } from './adapter/demand.ts'
import { openGate, type GateOptions } from './adapter/gate.ts'
import { sendAnswer } from './adapter/node-answer.ts'
import type { AnyAuth } from './core/auth.ts'
import type { AuthError } from './core/errors.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import type { RegisteredAuth } from './index.ts'
import {
  demandBefore,
  listenBehind,
  toAuthRequest,
  type AuthListener,
  type Kind,
  type Listener,
} from './node/listener.ts'

export { closeOnEnd, type ServedSocket } from './node/close-on-end.ts'
export type { AuthListener, Listener } from './node/listener.ts'
export { authenticateUpgrade, type ProtectUpgrade, type UpgradeOptions } from './node/upgrade.ts'

/** How `authenticate` answers. What `onRefused` throws rejects the listener's promise. */
export type AuthenticateOptions = GateOptions<
  (error: AuthError, request: IncomingMessage, response: ServerResponse) => unknown
>

type RequestArguments = readonly [response: ServerResponse]

/** Makes of a handler that knows who is calling a listener of `createServer`. */
export type Protect<A> = (handler: AuthListener<A, RequestArguments>) => Listener<RequestArguments>

/**
 * Establishes who is calling: gives the function that protects handlers, which find the `Auth` on `request.auth`. A request
 * without a token, or with a bad one, is answered at once, and so is an `AuthError` that the handler throws. Everything
 * else that is thrown rejects the listener's promise. Does NOT check what a route demands: `authorize` does.
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
  const gate = openGate(verifier, options)
  const kind: Kind<RequestArguments> = {
    toAuthRequest,
    accept: (headers, response) => {
      for (const name in headers) response.setHeader(name, headers[name] as string)
    },
    refuse: gate.onRefused ?? ((error, _, response) => sendAnswer(response, gate.answer(error))),
  }
  return (handler) => listenBehind(gate, kind, handler)
}

/** Puts what a route demands before a handler: within `authenticate` or `authenticateUpgrade`. */
export type Authorize = <A, Rest extends readonly unknown[]>(
  handler: AuthListener<A, Rest>,
) => AuthListener<A | undefined, Rest>

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps). Works within `authenticate`: alone,
 * the request fails as a fault of the program and never passes. An anonymous caller is refused with `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Authorize {
  return demandBefore(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Works within `authenticate`.
 */
export function requireRecentLogin(options: RecentLoginOptions<IncomingMessage>): Authorize {
  return demandBefore(demandRecentLogin(options))
}
