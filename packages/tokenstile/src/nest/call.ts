import type { ArgumentsHost } from '@nestjs/common'
import { readNodeHeaders, type NodeHeaders } from '../adapter/node-headers.ts'
import { ConfigError } from '../core/errors.ts'
import type { AuthRequest } from '../core/request/auth-request.ts'

/** The part of a request that is read: of Express or Fastify, or the one that opened a socket. */
export interface NestRequest extends NodeHeaders {
  readonly method: string
  readonly url: string
}

/** Who calls a handler, whatever the kind of context. */
export interface Call {
  /** Where what was established is kept: the request, or the socket. */
  readonly carrier: object
  /** The request, as its framework has it. */
  readonly request: NestRequest
  readonly authRequest: AuthRequest
}

/**
 * Finds the request behind a context: the one of HTTP, the one in the context of GraphQL, or the one that opened the
 * socket. Throws a `ConfigError` where there is none.
 */
export function readCall(host: ArgumentsHost): Call {
  const kind = host.getType<string>()
  switch (kind) {
    case 'http':
      return toCall(host.getArgByIndex<Incoming>(0))
    case 'graphql':
      return readGraphqlCall(Object(host.getArgByIndex<unknown>(2)) as GraphqlContext)
    case 'ws':
      return readSocketCall(host.getArgByIndex<object>(0))
    default:
      throw new ConfigError(
        'TokenstileGuard',
        `knows no caller in a context of ${kind}; open it with @Public()`,
      )
  }
}

/** The request or the socket behind a context, where what was established is kept. Throws as `readCall` does. */
export function findCarrier(host: ArgumentsHost): object {
  // Without reading anything else of the request: every handler that asks who is calling comes here.
  const kind = host.getType<string>()
  return kind === 'http' || kind === 'ws' ? host.getArgByIndex<object>(0) : readCall(host).carrier
}

/** A request of Fastify has the one of Node inside. */
type Incoming = NestRequest & { readonly raw?: NestRequest }

function toCall(request: Incoming): Call {
  // Where it is Node's own, it has these. To look for what Express does not have is dear.
  const raw = request.rawHeaders === undefined ? (request.raw ?? request) : request
  const { method, url } = raw
  return { carrier: request, request, authRequest: { method, url, headers: readNodeHeaders(raw) } }
}

/** Where drivers of GraphQL put the request: Apollo and Yoga, Mercurius, and graphql-ws. */
interface GraphqlContext {
  readonly req?: Incoming | GraphqlSocket
  readonly request?: Incoming
  readonly reply?: { readonly request?: Incoming }
  readonly extra?: GraphqlSocket['extra']
}
interface GraphqlSocket {
  readonly extra?: { readonly request?: NestRequest }
}

function readGraphqlCall(context: GraphqlContext): Call {
  const { req, request = context.reply?.request } = context
  const upgrade = context.extra?.request ?? (req as GraphqlSocket | undefined)?.extra?.request
  if (upgrade !== undefined) return toSocketCall(upgrade, upgrade)
  const found = (req as Incoming | undefined) ?? request
  if (found?.headers !== undefined) return toCall(found)
  throw new ConfigError(
    'GraphQL context',
    'has no req; have the GraphQL module put the request into its context',
  )
}

/** Where a socket keeps the call that opened it. */
const OPENED_BY = Symbol('tokenstile.openedBy')
type WithCall = { [OPENED_BY]?: Call }

function readSocketCall(socket: object): Call {
  const call = (socket as WithCall)[OPENED_BY]
  if (call !== undefined) return call
  throw new ConfigError('TokenstileGuard', 'needs @AuthenticateGateway() on the gateway')
}

/** Remembers which request opened a socket. A token that stands elsewhere takes the place of one in its header. */
export function rememberCall(socket: object, request: NestRequest, token: unknown): Call {
  const call = toSocketCall(socket, request, token)
  ;(socket as WithCall)[OPENED_BY] = call
  return call
}

/** What opens a socket is judged as a WebSocket, whatever carries it: for a plain GET, cookies need no origin. */
function toSocketCall(carrier: object, request: NestRequest, token?: unknown): Call {
  const { authRequest } = toCall(request)
  const headers =
    token === undefined || token === null
      ? authRequest.headers
      : { ...request.headers, authorization: `Bearer ${typeof token === 'string' ? token : ''}` }
  return { carrier, request, authRequest: { ...authRequest, method: 'CONNECT', headers } }
}
