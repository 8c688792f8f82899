import type { Realm } from '../realm.ts'
import { issuePersonToken } from '../tokens/access-token.ts'
import { issueIdToken } from '../tokens/id-token.ts'
import type { PersonGrant } from '../tokens/person-claims.ts'
import { toStamp } from '../tokens/token-stamp.ts'
import type { AccessOrigin } from './access-grants.ts'
import { requireNotEnded } from './ending.ts'
import { toSid } from './sid.ts'

/** The body of a good answer (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope: string
  readonly id_token?: string
  readonly refresh_token?: string
}

interface Extras {
  readonly nonce?: string | undefined
  /** With one, the session that the ID token names is the offline grant, whose id is the family's. */
  readonly refreshToken?: string | undefined
}

/** Makes the tokens of a person's grant. */
export async function toTokenAnswer(
  grant: PersonGrant,
  origin: AccessOrigin,
  { nonce, refreshToken }: Extras,
  realm: Realm,
): Promise<TokenAnswer> {
  const stamp = toStamp(realm, grant.client)
  const access_token = await issuePersonToken(grant, stamp, realm, origin)
  const sid =
    refreshToken === undefined ? toSid('idp', origin.sessionId) : toSid('offline_grant', origin.familyId)
  const id_token = grant.scopes.includes('openid')
    ? await issueIdToken(grant, { sid, nonce }, realm)
    : undefined
  requireNotEnded(origin, realm)
  return {
    access_token,
    token_type: 'Bearer',
    expires_in: stamp.expiresAt - stamp.issuedAt,
    scope: grant.scopes.join(' '),
    ...(id_token === undefined ? {} : { id_token }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  }
}
