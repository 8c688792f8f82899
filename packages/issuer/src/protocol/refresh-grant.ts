import type { Client } from '../clients/client.ts'
import type { Realm } from '../realm.ts'
import { nowSeconds } from '../tokens/token-stamp.ts'
import { endFamily, requirePerson } from './ending.ts'
import { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'
import { splitScopes } from './requested-scopes.ts'
import { toTokenAnswer, type TokenAnswer } from './token-answer.ts'

/**
 * Exchanges a refresh token (RFC 6749, section 6) for new tokens, a refresh token among them. One that comes back after
 * it was used has been stolen, or its successor has: the whole grant ends (RFC 9700, section 4.14).
 */
export async function refresh(parameters: Parameters, client: Client, realm: Realm): Promise<TokenAnswer> {
  const sent = parameters.require('refresh_token')
  const found = realm.offlineGrants.read(sent)
  if (found === undefined) throw new OAuthError('invalid_grant', 'the refresh token is unknown or has ended')
  const { offline, isCurrent } = found
  if (offline.grant.client.id !== client.id) {
    throw new OAuthError('invalid_grant', 'the refresh token is for another client')
  }
  if (!isCurrent) {
    endFamily(offline.id, realm)
    throw new OAuthError('invalid_grant', 'the refresh token was used before; the grant has ended')
  }
  if (nowSeconds(realm) >= offline.expiresAt) {
    throw new OAuthError('invalid_grant', 'the refresh token has expired')
  }
  const person = requirePerson(offline.sessionId, realm)
  const scopes = narrow(parameters.get('scope'), offline.grant.scopes)
  // Before anything is awaited, or two who come at the same time would both get new tokens.
  const refreshToken = realm.offlineGrants.rotate(offline.id)
  const origin = { sessionId: offline.sessionId, familyId: offline.id }
  try {
    const grant = { ...offline.grant, ...person, scopes, client }
    const answer = await toTokenAnswer(grant, origin, { refreshToken }, realm)
    realm.accessGrants.removeOlder(offline.id)
    return answer
  } catch (error) {
    // A hook said no or failed: the client has nothing new, so what it has stays good.
    realm.offlineGrants.restore(offline.id, sent)
    throw error
  }
}

function narrow(asked: string | undefined, granted: readonly string[]): readonly string[] {
  if (asked === undefined) return granted
  const scopes = splitScopes(asked)
  if (scopes.every((scope) => granted.includes(scope))) return scopes
  throw new OAuthError('invalid_scope', 'a refresh can only ask for scopes that were granted')
}
