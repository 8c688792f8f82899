import type { Realm } from '../realm.ts'
import { nowSeconds, toTokenId } from '../tokens/token-stamp.ts'
import type { AccessGrant } from './access-grants.ts'
import { createKeySelector } from './own-keys.ts'

/**
 * Gives what an access token of ours stands for, JWT or opaque, while it counts: not ended, not past its time, its
 * session there, its user not disabled. Gives nothing for every other string.
 */
export async function findLiveToken(token: string, realm: Realm): Promise<AccessGrant | undefined> {
  const tokenId = token.startsWith('eyJ') ? await verifyTokenId(token, realm) : toTokenId(token)
  const grant = tokenId === undefined ? undefined : realm.accessGrants.find(tokenId)
  return grant && isLive(grant, realm) ? grant : undefined
}

/** Whether it is for the issuer itself: what is bound to an API counts there and nowhere else. */
export function isForEndpoint(grant: AccessGrant, { endpoint }: Realm): boolean {
  return grant.audience === endpoint
}

function isLive({ expiresAt, origin, user }: AccessGrant, realm: Realm): boolean {
  if (nowSeconds(realm) >= expiresAt) return false
  if (user !== undefined && (user.isDisabled || realm.people.isDisabled(user.id))) return false
  return origin === undefined || realm.sessions.find(origin.sessionId) !== undefined
}

async function verifyTokenId(token: string, realm: Realm): Promise<string | undefined> {
  const { jwtVerify } = await import('jose')
  const verified = await jwtVerify(token, await createKeySelector(realm), {
    algorithms: ['RS256'],
    typ: 'at+jwt',
    issuer: realm.endpoint,
    currentDate: new Date(realm.clock.now()),
  }).catch(() => undefined)
  return verified?.payload.jti
}
