import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { testKey } from '../../support/keys.ts'
import { buildToken } from '../../support/tokens.ts'

/** An issuer on loopback that a recipe must reach. */
export interface ServedIssuer {
  /** What it calls itself. */
  readonly issuer: string
  readonly port: number
  /** Every request, in order. */
  readonly requests: readonly http.IncomingMessage[]
  /** A token of this issuer, for the real clock. */
  token(claims?: Readonly<Record<string, unknown>>): string
}

/** Answers a request. */
export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => unknown

interface Serving {
  /** What the issuer calls itself, from its port; by default where it is. */
  readonly issuerAt?: (port: number) => string
  /** With these it speaks TLS. */
  readonly tls?: https.ServerOptions
  /** Answers before the issuer does; false leaves it to the issuer. */
  readonly before?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean
  /** Answers the key set instead of the issuer. */
  readonly keys?: Handler
  /** Where the discovery document and the keys are. */
  readonly paths?: { readonly discovery: string; readonly keys: string }
}

const key = testKey()
const PATHS = { discovery: '/.well-known/openid-configuration', keys: '/oauth2/jwks' }

/** Serves an issuer on `localhost` until the test ends. */
export async function serveIssuer(t: TestContext, serving: Serving = {}): Promise<ServedIssuer> {
  const { tls, before, keys, paths = PATHS } = serving
  const requests: http.IncomingMessage[] = []
  const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    requests.push(request)
    if (before?.(request, response) === true) return
    if (request.url === paths.discovery) {
      response.end(JSON.stringify({ issuer, jwks_uri: `${new URL(issuer).origin}${paths.keys}` }))
    } else if (request.url === paths.keys) {
      if (keys === undefined) response.end(JSON.stringify({ keys: [key.jwk] }))
      else keys(request, response)
    } else response.writeHead(404).end()
  }
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener)
  const port = await listen(t, server)
  const scheme = tls === undefined ? 'http' : 'https'
  const issuer = serving.issuerAt?.(port) ?? `${scheme}://localhost:${port}`
  return {
    issuer,
    port,
    requests,
    token(claims) {
      const iat = Math.floor(Date.now() / 1000)
      return buildToken({ key, claims: { iss: issuer, iat, exp: iat + 600, ...claims } })
    },
  }
}

/** Opens a server on a free port of `localhost` and closes it when the test ends. */
export async function listen(t: TestContext, server: http.Server | https.Server): Promise<number> {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}
