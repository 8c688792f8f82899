import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ENVOY_PREFIX } from '../asked/tellings.ts'
import type { ProxyAnswer } from '../answers/answers.ts'
import type { Setup } from './setup.ts'

/**
 * Makes the server that proxies ask. Each request is answered by the setup of the moment it came in. Whatever breaks on the
 * way is a 500, never a pass.
 */
export function createPublicServer(
  current: () => Setup,
  onFault: (error: unknown) => void,
  isEnding: () => boolean = () => false,
): Server {
  const server = createServer(
    {
      // Longer than proxies keep a connection, so that it is they who end one.
      keepAliveTimeout: 75_000,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 65_536,
      insecureHTTPParser: false,
    },
    (request, response) => {
      try {
        const answer = route(request, current())
        // No closure where nothing has to be waited for: that is nearly every request.
        if (answer instanceof Promise) giveLater(request, response, answer)
        else give(request, response, answer)
      } catch (error) {
        fail(request, response, error)
      }
    },
  )

  function give(request: IncomingMessage, response: ServerResponse, answer: ProxyAnswer): void {
    // Who asks again comes by another connection, and to another gateway.
    if (isEnding()) response.shouldKeepAlive = false
    send(request, response, answer)
  }

  function giveLater(request: IncomingMessage, response: ServerResponse, answer: Promise<ProxyAnswer>): void {
    answer
      .then((later) => give(request, response, later))
      .catch((error: unknown) => fail(request, response, error))
  }

  function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    onFault(error)
    if (response.headersSent) response.destroy()
    else give(request, response, FAULT)
  }

  // All that came, up to the size above. Node's default of some thousand leaves the rest out without a word, which proxies
  // hand to the backend all the same.
  server.maxHeadersCount = 0
  return server
}

const FAULT: ProxyAnswer = { status: 500, headers: ['Cache-Control', 'no-store'], body: '' }
const UNKNOWN: ProxyAnswer = { status: 404, headers: ['Cache-Control', 'no-store'], body: '' }
const UNTRUSTED: ProxyAnswer = { status: 403, headers: ['Cache-Control', 'no-store'], body: '' }

function route(request: IncomingMessage, setup: Setup): ProxyAnswer | Promise<ProxyAnswer> {
  const { method = '', url = '', rawHeaders, socket } = request
  if (isQuestion(url, setup)) {
    if (!setup.trust.trusts(socket.remoteAddress)) return UNTRUSTED
    return setup.verify({ method, url, headers: rawHeaders })
  }
  const path = url.split('?', 1)[0] as string
  // Public keys are for everybody.
  if (setup.jwks !== undefined && path === '/.well-known/jwks.json') return setup.jwks(method)
  const { resolve } = setup
  if (resolve === undefined || (path !== '/resolve' && path !== '/_resolver/resolve')) return UNKNOWN
  if (!setup.trust.trusts(socket.remoteAddress)) return UNTRUSTED
  return resolve({ method, url, headers: rawHeaders })
}

function isQuestion(url: string, { read }: Setup): boolean {
  return read.config.proxy === 'envoy'
    ? url.startsWith(`${ENVOY_PREFIX}/`)
    : url === '/verify' || url.startsWith('/verify?')
}

function send({ method }: IncomingMessage, response: ServerResponse, answer: ProxyAnswer): void {
  const { status, headers, body, isSized } = answer
  // What the gateway did not write must not reach a backend or a client.
  response.sendDate = false
  response.writeHead(
    status,
    isSized === true
      ? (headers as string[])
      : [...headers, 'Content-Length', String(Buffer.byteLength(body))],
  )
  response.end(method === 'HEAD' ? undefined : body)
}
