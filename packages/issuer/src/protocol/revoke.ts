import type { Realm } from '../realm.ts'
import { toTokenId } from '../tokens/token-stamp.ts'
import { endSession } from './ending.ts'
import { readForm, readParameters } from './parameters.ts'

/**
 * The revocation endpoint, as Authgear's behaves: a refresh token ends its whole session, an opaque access token ends
 * itself, and a JWT is no refresh token, so that nothing happens. The answer is 200 in any case (RFC 7009, section 2.2).
 */
export async function revoke(request: Request, realm: Realm): Promise<Response> {
  const token = readParameters(await readForm(request)).require('token')
  if (token.includes('.')) {
    const found = realm.offlineGrants.read(token)
    if (found !== undefined) {
      realm.accessGrants.removeFamily(found.offline.id)
      endSession(found.offline.sessionId, realm)
    }
  } else {
    realm.accessGrants.remove(toTokenId(token))
  }
  return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } })
}
