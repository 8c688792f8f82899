import { randomUUID, sign } from 'node:crypto'
import type { Asked } from '../asked/asked.ts'
import type { Attest } from '../decide/policy.ts'
import { ASSERTION_HEADER } from '../identity/assertion-header.ts'
import { coversPath } from '../rules/rule-book.ts'
import type { Rule } from '../rules/rule.ts'
import type { KeyRing } from './key-ring.ts'
import type { SigningKey } from './signing-key.ts'

/** What a signed identity says beside the caller. */
export interface AttestOptions {
  readonly issuer: string
  readonly lifetimeSeconds: number
  /** Milliseconds. */
  readonly now: () => number
}

/**
 * Makes what signs who is calling, for one backend and one request, as a JWT that lives for a minute at most. It is no
 * access token, and its type says so. Throws where it cannot sign: then nobody passes.
 */
export function createAttest(ring: KeyRing, { issuer, lifetimeSeconds, now }: AttestOptions): Attest {
  return ({ subject, clientId, issuer: subjectIssuer }, rule, asked) => {
    if (rule.backend === undefined) throw new TypeError('the rule names no backend')
    const iat = Math.floor(now() / 1000)
    const claims = {
      iss: issuer,
      aud: rule.backend,
      iat,
      exp: iat + lifetimeSeconds,
      jti: randomUUID(),
      sub: subject,
      // Two issuers may know two people by one sub.
      sub_iss: subjectIssuer,
      client_id: clientId,
      htm: asked.method,
      htp: toBackendPath(asked, rule),
    }
    return [ASSERTION_HEADER, signClaims(claims, ring.signer())]
  }
}

function signClaims(claims: object, key: SigningKey): string {
  const signed = `${headerOf(key)}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  const signature = sign('sha256', Buffer.from(signed), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return `${signed}.${signature.toString('base64url')}`
}

const headers = new WeakMap<SigningKey, string>()

function headerOf(key: SigningKey): string {
  let header = headers.get(key)
  if (header === undefined) {
    const members = { alg: 'ES256', typ: 'tokenstile-assertion+jwt', kid: key.publicJwk.kid }
    header = Buffer.from(JSON.stringify(members)).toString('base64url')
    headers.set(key, header)
  }
  return header
}

/** The path that reaches the backend, as the rule says its proxy rewrites it: undecoded, without the query. */
function toBackendPath({ rawPath }: Asked, { rewrite }: Rule): string {
  if (rewrite === undefined) return rawPath
  const { stripPrefix = '/', addPrefix = '/' } = rewrite
  const strip = withoutLastSlash(stripPrefix)
  const rest = coversPath(strip, rawPath) ? rawPath.slice(strip.length) : rawPath
  return `${withoutLastSlash(addPrefix)}${rest}` || '/'
}

function withoutLastSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
}
