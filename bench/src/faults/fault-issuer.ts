import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { signTokens, type Signed, type TokenChanges } from '../signed-tokens.ts'
import type { Answer } from './answers.ts'
import type { IssuerAddress } from './backend.ts'
import type { LocalCertificate } from './local-certificate.ts'

export interface Requests {
  readonly discovery: number
  readonly jwks: number
}

/** An issuer on loopback, with TLS, that can fail in many ways and counts who asks. */
export interface FaultIssuer extends IssuerAddress {
  /** The keys that it publishes; the first one signs. */
  keys: readonly Signed[]
  createKey(kid?: string): Promise<Signed>
  /** A new token of the first key, or of another one. */
  sign(key?: Signed): string
  /** That many tokens whose keys nobody knows. */
  forge(count: number): readonly string[]
  /** How it answers from now on: all requests, those for keys, or (undefined) well again. */
  answer(how: Answer | undefined, to?: 'all' | 'jwks'): void
  /** The requests since the last call. */
  takeRequests(): Requests
  /** Resolves when nobody has asked anything for a moment. */
  settle(): Promise<void>
  /** Is not there any more. */
  stop(): Promise<void>
}

const JWKS_PATH = '/oauth2/jwks'
const MOMENT_MS = 120
const LIFETIME_SECONDS = 86_400

export async function startFaultIssuer({ key, cert }: LocalCertificate): Promise<FaultIssuer> {
  const requests = { discovery: 0, jwks: 0 }
  let open = 0
  let fault: { readonly how: Answer; readonly to: 'all' | 'jwks' } | undefined
  const server = createServer({ key, cert }, reply).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`
  const jwksUri = `${endpoint}${JWKS_PATH}`

  function reply({ url }: IncomingMessage, response: ServerResponse): void {
    const isJwks = url === JWKS_PATH
    requests[isJwks ? 'jwks' : 'discovery']++
    open++
    response.on('close', () => open--)
    const good = JSON.stringify(isJwks ? { keys: issuer.keys.map(({ jwk }) => jwk) } : discovery())
    if (fault !== undefined && (isJwks || fault.to === 'all')) fault.how(response, good)
    else response.writeHead(200, { 'content-type': 'application/json' }).end(good)
  }

  const all = (): number => requests.discovery + requests.jwks

  const discovery = (): object => ({
    issuer: endpoint,
    jwks_uri: jwksUri,
    authorization_endpoint: `${endpoint}/oauth2/authorize`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  })

  const createKey = (kid: string = randomUUID()): Promise<Signed> =>
    signTokens('RS256', 0, { issuer: endpoint, kid })

  const issuer: FaultIssuer = {
    endpoint,
    jwksUri,
    keys: [await createKey()],
    createKey,
    sign: (by = issuer.keys[0]) => requireKey(by).sign(distinct()),
    forge(count) {
      const [, payload, signature] = issuer.sign().split('.')
      return Array.from({ length: count }, () => {
        const header = JSON.stringify({ alg: 'RS256', kid: randomUUID(), typ: 'at+jwt' })
        return `${Buffer.from(header).toString('base64url')}.${payload}.${signature}`
      })
    },
    answer(how, to = 'all') {
      fault = how === undefined ? undefined : { how, to }
    },
    takeRequests() {
      const taken = { ...requests }
      requests.discovery = requests.jwks = 0
      return taken
    },
    async settle() {
      let before = -1
      while (before !== all() || open > 0) {
        before = all()
        await new Promise((resolve) => setTimeout(resolve, MOMENT_MS))
      }
    },
    async stop() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return issuer
}

/** No two tokens alike: a cache of verified tokens must not answer in a key's place. Good for longer than any fault. */
function distinct(): TokenChanges {
  return { claims: { jti: randomUUID(), exp: Math.floor(Date.now() / 1000) + LIFETIME_SECONDS } }
}

function requireKey(key: Signed | undefined): Signed {
  if (key === undefined) throw new Error('the issuer has no key')
  return key
}
