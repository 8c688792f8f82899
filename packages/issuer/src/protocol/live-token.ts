import type { Person } from '../people/people.ts'
import type { Realm } from '../realm.ts'
import { nowSeconds, toTokenId } from '../tokens/token-stamp.ts'
import type { AccessGrant } from './access-grants.ts'
import { createKeySelector } from './own-keys.ts'

/**
 * Gives what an access token of ours stands for, JWT or opaque, while it counts: not ended, not past its time, its
 * session there, its user not disabled. Gives nothing for every other string.
 */
export async function findLiveToken(token: string, realm: Realm): Promise<AccessGrant | undefined> {
  const named = token.startsWith('eyJ') ? await verifyJwt(token, realm) : { tokenId: toTokenId(token) }
  const grant = named === undefined ? undefined : realm.accessGrants.find(named.tokenId)
  if (grant === undefined || !isLive(grant, realm)) return undefined
  // A forged token may name a good one's id and be for somewhere else.
  return named?.audience === undefined || named.audience === grant.audience ? grant : undefined
}

/** Whether it is for the issuer itself: what is bound to an API counts there and nowhere else. */
export function isForEndpoint(grant: AccessGrant, { endpoint }: Realm): boolean {
  return grant.audience === endpoint
}

function isLive({ expiresAt, origin, person }: AccessGrant, realm: Realm): boolean {
  if (nowSeconds(realm) >= expiresAt) return false
  if (person !== undefined && isDisabled(person, realm)) return false
  return origin === undefined || realm.sessions.find(origin.sessionId) !== undefined
}

function isDisabled({ user, isAdHoc }: Person, { people }: Realm): boolean {
  return people.isDisabled(user.id) || (isAdHoc && user.isDisabled)
}

async function verifyJwt(
  token: string,
  realm: Realm,
): Promise<{ tokenId: string; audience?: string } | undefined> {
  const { jwtVerify } = await import('jose')
  const verified = await jwtVerify(token, await createKeySelector(realm), {
    algorithms: ['RS256'],
    typ: 'at+jwt',
    issuer: realm.endpoint,
    currentDate: new Date(realm.clock.now()),
  }).catch(() => undefined)
  const { jti, aud } = verified?.payload ?? {}
  return jti === undefined ? undefined : { tokenId: jti, audience: String(aud) }
}
