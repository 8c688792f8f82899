import type { Client } from '../clients/client.ts'
import type { Realm } from '../realm.ts'
import { issueMachineToken } from '../tokens/access-token.ts'
import { toStamp } from '../tokens/token-stamp.ts'
import { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'
import { readMachineScopes, readResource } from './requested-scopes.ts'
import type { TokenAnswer } from './token-answer.ts'

/** Gives a machine its token (RFC 6749, section 4.4), for the one API that it names (RFC 8707). No refresh token. */
export async function grantToMachine(
  parameters: Parameters,
  client: Client,
  realm: Realm,
): Promise<TokenAnswer> {
  if (client.kind !== 'm2m') {
    throw new OAuthError('unauthorized_client', `a client of kind ${client.kind} cannot act for itself`)
  }
  const resource = readResource(parameters.require('resource'), client)
  const scopes = readMachineScopes(parameters.get('scope'), client, resource)
  const stamp = toStamp(realm, client)
  return {
    access_token: await issueMachineToken({ id: client.id, resource, scopes }, stamp, realm),
    token_type: 'Bearer',
    expires_in: stamp.expiresAt - stamp.issuedAt,
    scope: scopes.join(' '),
  }
}
