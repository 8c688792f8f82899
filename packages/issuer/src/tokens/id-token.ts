import { runHook } from '../hooks/run-hook.ts'
import type { Realm } from '../realm.ts'
import { addClaims } from './added-claims.ts'
import { toAmrClaim, type PersonGrant } from './person-claims.ts'
import { sealToken } from './sealed-token.ts'
import { nowSeconds, type Claims } from './token-stamp.ts'
import { toAttributeClaims, toUserClaims } from './user-claims.ts'

/** What only an ID token says. */
export interface IdTokenDetails {
  readonly sid?: string | undefined
  readonly nonce?: string | undefined
}

const ID_TOKEN_LIFETIME_SECONDS = 300

/** Gives a signed ID token with the header and the claims that Authgear sets; good for five minutes. */
export async function issueIdToken(
  grant: PersonGrant,
  details: IdTokenDetails,
  realm: Realm,
): Promise<string> {
  const own = toIdTokenClaims(grant, details, realm)
  const hooked = await runHook('oidc.id_token.pre_create', own, grant, realm)
  const claims = addClaims(hooked, grant.addedClaims)
  const [key] = await realm.keys.all()
  return sealToken({ header: { alg: 'RS256', typ: 'JWT', kid: key.publicJwk.kid }, claims, key })
}

/** Gives the claims of an ID token: its audience is the client, and it names neither a client nor an id of its own. */
export function toIdTokenClaims(grant: PersonGrant, { sid, nonce }: IdTokenDetails, realm: Realm): Claims {
  const issuedAt = nowSeconds(realm)
  return {
    iss: realm.endpoint,
    aud: [grant.client.id],
    iat: issuedAt,
    exp: issuedAt + ID_TOKEN_LIFETIME_SECONDS,
    auth_time: grant.authTime,
    ...(sid === undefined ? {} : { sid }),
    ...toAmrClaim(grant.amr),
    ...(nonce === undefined ? {} : { nonce }),
    sub: grant.user.id,
    ...toUserClaims(grant.user),
    ...toAttributeClaims(grant.user, grant.client, grant.scopes),
  }
}
