import { demandAccess, demandRecentLogin } from './adapter/demand.ts'
import { openGate } from './adapter/gate.ts'
import {
  enforce,
  establish,
  type MiddlewareOf,
  type MiddlewareRequest,
  type Refuse,
} from './adapter/middleware.ts'
import type { NodeResponse } from './adapter/node-answer.ts'
import { readNodeHeaders } from './adapter/node-headers.ts'
import type { AnyAuth } from './core/auth.ts'
import type { AuthError } from './core/errors.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import { authenticate as protectHandlers, authorize as demandBefore } from './fetch.ts'
import type { RegisteredAuth } from './index.ts'
import type { AuthInfo } from './mcp/auth-info.ts'
import { readServer, type ServerOptions } from './mcp/server-options.ts'

export { requireAuth, toAuthInfo, type AuthInfo } from './mcp/auth-info.ts'
export type { ServerOptions } from './mcp/server-options.ts'
export { toTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './mcp/token-verifier.ts'

/** The part of a request that is read: Express, Connect and `node:http`. */
export type McpRequest = MiddlewareRequest

/** The part of a response that is used to refuse. */
export type McpResponse = NodeResponse

/** A middleware for Express and Connect; with `node:http`, call it. */
export type Middleware = MiddlewareOf<McpRequest>

/** How `authenticate` answers. What `onRefused` throws goes to `next(error)`. */
export type AuthenticateOptions = ServerOptions<Refuse<McpRequest>>

/**
 * Establishes who is calling an MCP server, for the SDK's transports for Node: verifies the token of each request and puts the
 * SDK's `AuthInfo` on `request.auth`, where they look for it. A request without a token, or with a bad one, is answered at
 * once (400, 401, 403 or 503), and every challenge tells the client where the server's metadata is; `next(error)` is for
 * faults of the program.
 *
 * Does NOT serve that metadata: `protectedResource` does. Does NOT demand that the token was made for `resource`: the
 * verifier's `audience` does.
 */
export function authenticate(verifier: Verifier<AnyAuth>, options: AuthenticateOptions): Middleware {
  const { gate, requiredScopes, toRequestAuthInfo } = readServer(verifier, options)
  const establishing = establish(openGate(verifier, gate), (request: McpRequest, auth) => {
    const asked = { method: request.method, headers: readNodeHeaders(request) }
    ;(request as { auth?: AuthInfo | undefined }).auth = auth && toRequestAuthInfo(asked, auth)
  })
  if (requiredScopes === undefined) return establishing
  const enforcing = authorize({ scopes: requiredScopes })
  return (request, response, next) =>
    establishing(request, response, (fault) =>
      fault === undefined ? enforcing(request, response, next) : next(fault),
    )
}

/**
 * Enforces what a server demands of its caller beyond `requiredScopes` (403, or 401 where a new login helps). Needs
 * `authenticate` before it: without, the request fails as a fault of the program and never passes. An anonymous caller of an
 * optional `authenticate` is refused with `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Middleware {
  return enforce(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. Needs `authenticate` before it.
 */
export function requireRecentLogin<Request extends McpRequest = McpRequest>(
  options: RecentLoginOptions<Request>,
): Middleware {
  return enforce(demandRecentLogin(options))
}

/** The SDK's handler of a request: `fetch` of `createMcpHandler`, or one that calls a web-standard transport. */
export type McpHandler<Rest extends readonly unknown[]> = (
  request: Request,
  options: { readonly authInfo?: AuthInfo },
  ...rest: Rest
) => Response | Promise<Response>

/** Makes of the SDK's handler one that a platform takes. */
export type ProtectMcp = <Rest extends readonly unknown[]>(
  handler: McpHandler<Rest>,
) => (request: Request, ...rest: Rest) => Promise<Response>

/** How `authenticateFetch` answers. What `onRefused` throws rejects the handler's promise. */
export type AuthenticateFetchOptions = ServerOptions<
  (error: AuthError, request: Request) => Response | Promise<Response>
>

/**
 * As `authenticate`, for the fetch API: gives the function that protects the SDK's handlers, which get the `AuthInfo` as their
 * option. What a server demands beyond `requiredScopes` goes between, with `authorize` of `tokenstile/fetch`.
 */
export function authenticateFetch(
  verifier: Verifier<AnyAuth>,
  options: AuthenticateFetchOptions,
): ProtectMcp {
  const { gate, requiredScopes, toRequestAuthInfo } = readServer(verifier, options)
  const protect = protectHandlers(verifier, gate)
  const demand = requiredScopes && demandBefore({ scopes: requiredScopes })
  return <Rest extends readonly unknown[]>(handler: McpHandler<Rest>) => {
    const handle = (
      request: Request,
      auth: AnyAuth | undefined,
      ...rest: Rest
    ): Response | Promise<Response> =>
      handler(request, auth === undefined ? {} : { authInfo: toRequestAuthInfo(request, auth) }, ...rest)
    return protect(demand === undefined ? handle : demand(handle))
  }
}
