import { attributesFor, FULL_SCOPES } from '../people/standard-attributes.ts'
import type { User } from '../people/user.ts'
import type { Realm } from '../realm.ts'
import type { Claims } from '../tokens/token-stamp.ts'
import { toUserClaims, USER_CLAIM } from '../tokens/user-claims.ts'
import { findLiveToken, isForEndpoint } from './live-token.ts'
import { NO_STORE, OAuthError } from './oauth-error.ts'

/**
 * The userinfo endpoint (OpenID Connect Core, section 5.3): who a person's access token speaks for, as they are now.
 * Takes the token from the Authorization header only. Throws an OAuthError for a token that does not count.
 */
export async function answerUserinfo(request: Request, realm: Realm): Promise<Response> {
  const token = readBearer(request)
  const grant = token === undefined ? undefined : await findLiveToken(token, realm)
  if (grant?.person === undefined || !isForEndpoint(grant, realm)) {
    throw new OAuthError('invalid_grant', 'invalid session', { status: 401, challenge: 'Bearer' })
  }
  const user = realm.people.current(grant.person)
  return Response.json(toUserinfo(user, grant.scopes), { headers: NO_STORE })
}

export function readBearer(request: Request): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
}

function toUserinfo(user: User, scopes: readonly string[]): Claims {
  const hasAll = scopes.some((scope) => FULL_SCOPES.includes(scope))
  return {
    sub: user.id,
    ...toUserClaims(user),
    ...attributesFor(user.standardAttributes, scopes),
    ...(hasAll ? toFullClaims(user) : {}),
  }
}

function toFullClaims(user: User): Claims {
  return {
    custom_attributes: user.customAttributes,
    x_web3: {},
    [`${USER_CLAIM}authenticators`]: user.canReauthenticate ? [{ kind: 'primary', type: 'password' }] : [],
    [`${USER_CLAIM}identities`]: [],
    [`${USER_CLAIM}recovery_code_enabled`]: false,
  }
}
