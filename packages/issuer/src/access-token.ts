import { SignJWT } from 'jose'
import { toMachineClaims } from './machine-claims.ts'
import { toPersonClaims } from './person-claims.ts'
import type { SigningKeys } from './signing-keys.ts'
import type { TokenOptions } from './token-options.ts'
import type { Stamp } from './token-stamp.ts'

/** What an access token needs from its issuer. */
export interface TokenSource {
  readonly endpoint: string
  readonly now: () => number
  readonly accessTokenLifetimeSeconds: number
  readonly keys: SigningKeys
}

/**
 * Gives a signed access token (RFC 9068 header, Authgear's claims) for checked options.
 * Keeps no record of it: nothing here can revoke a token or recognise it later.
 */
export async function issueAccessToken(options: TokenOptions, source: TokenSource): Promise<string> {
  const stamp = toStamp(options, source)
  const claims = options.client ? toMachineClaims(options.client, stamp) : toPersonClaims(options, stamp)
  const [{ privateKey, publicJwk }] = await source.keys.all()
  return new SignJWT(claims)
    .setProtectedHeader({ alg: publicJwk.alg, typ: 'at+jwt', kid: publicJwk.kid })
    .sign(privateKey)
}

function toStamp(options: TokenOptions, source: TokenSource): Stamp {
  const now = Math.floor(source.now() / 1000)
  const issuedAt = options.issuedAt ?? now
  const expiresAt = issuedAt + (options.lifetimeSeconds ?? source.accessTokenLifetimeSeconds)
  return { endpoint: source.endpoint, now, issuedAt, expiresAt }
}
