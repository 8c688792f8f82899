import type { Realm } from '../realm.ts'
import { MACHINE_SUBJECT_PREFIX } from '../people/user.ts'
import { authenticateClient } from './client-authentication.ts'
import { findLiveToken } from './live-token.ts'
import { NO_STORE, OAuthError } from './oauth-error.ts'
import { readForm, readParameters } from './parameters.ts'

/** The introspection endpoint (RFC 7662). Only a client with a secret may ask. Authgear has none. */
export async function introspect(request: Request, realm: Realm): Promise<Response> {
  const parameters = readParameters(await readForm(request))
  const client = authenticateClient(request, parameters, realm.clients)
  if (client.secret === undefined) {
    throw new OAuthError('invalid_client', 'only a client with a secret may ask about tokens', {
      status: 401,
    })
  }
  const token = parameters.require('token')
  const grant = await findLiveToken(token, realm)
  if (grant === undefined) return Response.json({ active: false }, { headers: NO_STORE })
  const sub = grant.person?.user.id ?? `${MACHINE_SUBJECT_PREFIX}${grant.clientId}`
  const answer = {
    active: true,
    iss: realm.endpoint,
    sub,
    aud: [grant.audience],
    client_id: grant.clientId,
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
    iat: grant.issuedAt,
    exp: grant.expiresAt,
    jti: grant.tokenId,
    ...(grant.authTime === undefined ? {} : { auth_time: grant.authTime }),
  }
  return Response.json(answer, { headers: NO_STORE })
}
