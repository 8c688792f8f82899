import type { IncomingMessage } from 'node:http'
import type { Demand } from '../adapter/demand.ts'
import type { Established, Gate } from '../adapter/gate.ts'
import { readNodeHeaders } from '../adapter/node-headers.ts'
import { AuthError } from '../core/errors.ts'
import type { AuthRequest } from '../core/request/auth-request.ts'

/** A listener that knows who is calling. `Rest` is what Node hands over beside the request. */
export type AuthListener<A, Rest extends readonly unknown[]> = (
  request: IncomingMessage & { readonly auth: A },
  ...rest: Rest
) => unknown

/** A listener as Node takes it. Its promise rejects with a fault of the program, which Node does not look at: catch it. */
export type Listener<Rest extends readonly unknown[]> = (
  request: IncomingMessage,
  ...rest: Rest
) => Promise<void>

/** Where a request keeps what was established. */
const ESTABLISHED = Symbol('tokenstile.established')
type WithMark = { [ESTABLISHED]?: Established }

/** What differs between a request that is answered and one that takes over its connection. */
export interface Kind<Rest extends readonly unknown[]> {
  readonly toAuthRequest: (request: IncomingMessage) => AuthRequest
  readonly accept: (headers: Readonly<Record<string, string>>, ...rest: Rest) => void
  readonly refuse: (error: AuthError, request: IncomingMessage, ...rest: Rest) => unknown
}

/** Makes a listener that lets through a gate, or refuses; also what the handler itself refuses with an `AuthError`. */
export function listenBehind<Rest extends readonly unknown[]>(
  { admit, inside }: Pick<Gate<never>, 'admit' | 'inside'>,
  { toAuthRequest, accept, refuse }: Kind<Rest>,
  handler: AuthListener<never, Rest>,
): Listener<Rest> {
  return async (request, ...rest) => {
    try {
      const { auth, responseHeaders } = await admit(toAuthRequest(request))
      accept(responseHeaders, ...rest)
      ;(request as WithMark)[ESTABLISHED] = { auth, inside }
      await handler(Object.assign(request, { auth }) as never, ...rest)
    } catch (error) {
      if (!AuthError.is(error)) throw error
      await refuse(error, request, ...rest)
    }
  }
}

/** The parts of a request of Node's that say who is calling. */
export function toAuthRequest(request: IncomingMessage): AuthRequest {
  const { method, url } = request
  return { method, url, headers: readNodeHeaders(request) }
}

/** Puts a demand before a listener. */
export function demandBefore(
  demand: Demand,
): <A, Rest extends readonly unknown[]>(handler: AuthListener<A, Rest>) => AuthListener<A | undefined, Rest> {
  return (handler) =>
    async (request, ...rest) => {
      await demand((request as WithMark)[ESTABLISHED], request)
      // The demand refuses nobody but who has no `auth`.
      return await handler(request as never, ...rest)
    }
}
