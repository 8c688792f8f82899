import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AttackerKeys } from './token/attacker-keys.ts'

/** A server of the attacker's, on loopback: keys that tokens point to are really there. It counts who came. */
export interface Outpost {
  /** Where a key set is, for one attack; the key has the attacker's kid unless another one is given. */
  readonly jwksUrl: (attack: string, kid?: unknown) => string
  readonly certificateUrl: (attack: string) => string
  /** An issuer with discovery and keys of its own. */
  readonly issuer: (attack: string) => string
  /** The attacks that had it visited. */
  readonly visits: () => readonly string[]
  readonly close: () => Promise<void>
}

export async function openOutpost({ rsa, certificate }: AttackerKeys): Promise<Outpost> {
  const visits = new Set<string>()
  const kids = new Map<string, unknown>()
  const server = createServer((request, response) => {
    const [, first = '', ...rest] = new URL(request.url ?? '/', 'http://outpost').pathname.split('/')
    // RFC 8414 puts the well-known part in front of the issuer's path.
    const attack = first === '.well-known' ? (rest.at(-1) ?? '') : first
    visits.add(attack)
    response.setHeader('connection', 'close')
    response.end(answer(attack, [first, ...rest].join('/')))
  })
  const answer = (attack: string, path: string): string => {
    const issuer = `${origin}/${attack}`
    if (path.endsWith('/certificate')) {
      return `-----BEGIN CERTIFICATE-----\n${certificate.replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`
    }
    // Discovery of both layouts; whatever else is asked for is the key set.
    if (path.includes('.well-known/o')) {
      return JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` })
    }
    const kid = kids.get(attack) ?? 'attacker'
    return JSON.stringify({ keys: [{ ...rsa.publicJwk, kid, alg: rsa.alg, use: 'sig' }] })
  }
  await new Promise<void>((done, reject) => server.once('error', reject).listen(0, '127.0.0.1', done))
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    jwksUrl: (attack, kid) => (kids.set(attack, kid), `${origin}/${attack}/jwks`),
    certificateUrl: (attack) => `${origin}/${attack}/certificate`,
    issuer: (attack) => `${origin}/${attack}`,
    visits: () => [...visits],
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
