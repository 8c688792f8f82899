import type { IssuerOptions } from 'tokenstile'
import { signText, testKey, type TestKey } from './keys.ts'

/** The test clock stands at this moment, in epoch seconds. */
export const NOW = 1_800_000_000
/** The test clock as the setting `now` wants it. */
export const now = (): number => NOW * 1000

export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'https://api.example'

/** The claims of a valid token; a test changes one thing. */
export const validClaims: Readonly<Record<string, unknown>> = Object.freeze({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'user-1',
  client_id: 'client-1',
  jti: 'token-1',
  iat: NOW - 60,
  exp: NOW + 1800,
  scope: 'read write',
})

/** What to change about the valid token. A member set to undefined is left out. */
export interface TokenChanges {
  readonly key?: TestKey
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  /** Replaces the header's JSON text before encoding. */
  readonly rawHeader?: string | Buffer
  /** Replaces the claims' JSON text before encoding. */
  readonly rawClaims?: string | Buffer
  /** Replaces the header's or the claims' encoded part. */
  readonly encodedHeader?: string
  readonly encodedClaims?: string
  /** Signs with this algorithm instead of the key's. */
  readonly signAs?: { readonly alg: string; readonly secret?: string }
}

/** Builds a token: valid under {@link issuerOptions} unless changed. Always signs what it sends. */
export function buildToken(changes: TokenChanges = {}): string {
  const key = changes.key ?? testKey()
  const header = { alg: key.alg, typ: 'at+jwt', kid: key.kid, ...changes.header }
  const first = changes.encodedHeader ?? encode(changes.rawHeader ?? JSON.stringify(header))
  const second =
    changes.encodedClaims ??
    encode(changes.rawClaims ?? JSON.stringify({ ...validClaims, ...changes.claims }))
  const text = `${first}.${second}`
  const { alg, secret } = changes.signAs ?? { alg: key.alg }
  return `${text}.${encode(signText(text, alg, secret ?? key.privateKey))}`
}

export function encode(value: string | Buffer): string {
  return Buffer.from(value as string).toString('base64url')
}

/** Options under which {@link buildToken} gives a valid token: static keys, no network. */
export function issuerOptions(
  changes: Partial<IssuerOptions> = {},
  keys: readonly TestKey[] = [testKey()],
): IssuerOptions {
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { jwks: { keys: keys.map(({ jwk }) => jwk) } },
    ...changes,
  }
}
