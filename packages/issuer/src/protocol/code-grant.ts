import type { Client } from '../clients/client.ts'
import type { Realm } from '../realm.ts'
import type { PersonGrant } from '../tokens/person-claims.ts'
import { nowSeconds } from '../tokens/token-stamp.ts'
import type { IssuedCode } from './codes.ts'
import { endFamily, requirePerson } from './ending.ts'
import { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'
import { requireProof } from './pkce.ts'
import { toTokenAnswer, type TokenAnswer } from './token-answer.ts'

/**
 * Exchanges an authorization code (RFC 6749, section 4.1.3). A code is good for one attempt; one that comes back ends
 * every token that it gave.
 */
export async function exchangeCode(
  parameters: Parameters,
  client: Client,
  realm: Realm,
): Promise<TokenAnswer> {
  const taken = realm.codes.take(parameters.require('code'))
  if (taken === undefined) throw new OAuthError('invalid_grant', 'the code is unknown')
  const { issued, wasTaken } = taken
  const { asked, familyId, session } = issued
  if (wasTaken) {
    endFamily(familyId, realm)
    throw new OAuthError('invalid_grant', 'the code was used before; all tokens that it gave have ended')
  }
  checkCode(issued, parameters, client, realm)
  const grant = toGrant(issued, client, realm)
  const refreshToken = asked.scopes.includes('offline_access')
    ? realm.offlineGrants.start({
        id: familyId,
        sessionId: session.id,
        grant,
        expiresAt: nowSeconds(realm) + client.refreshTokenLifetimeSeconds,
      })
    : undefined
  const origin = { sessionId: session.id, familyId }
  return toTokenAnswer(grant, origin, { nonce: asked.nonce, refreshToken }, realm)
}

function checkCode(
  { asked, expiresAt }: IssuedCode,
  parameters: Parameters,
  client: Client,
  realm: Realm,
): void {
  if (asked.client.id !== client.id) throw new OAuthError('invalid_grant', 'the code is for another client')
  if (asked.redirectUri !== parameters.get('redirect_uri')) {
    throw new OAuthError('invalid_grant', 'redirect_uri is not the one that the code was sent to')
  }
  if (nowSeconds(realm) >= expiresAt) throw new OAuthError('invalid_grant', 'the code has expired')
  const resource = parameters.get('resource')
  if (resource !== undefined && resource !== asked.resource) {
    throw new OAuthError('invalid_target', 'the resource is not the one that the code was asked for')
  }
  requireProof(parameters.get('code_verifier'), asked.codeChallenge)
}

function toGrant({ asked, session }: IssuedCode, client: Client, realm: Realm): PersonGrant {
  const { addedClaims, authTime, amr } = session
  const { scopes, resource } = asked
  return { ...requirePerson(session.id, realm), client, scopes, resource, authTime, amr, addedClaims }
}
