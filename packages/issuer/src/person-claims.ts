import { addClaims } from './added-claims.ts'
import type { OmittableClaim, PersonTokenOptions } from './token-options.ts'
import { randomTokenId, type Claims, type Stamp } from './token-stamp.ts'
import { toUser } from './user.ts'

const USER_CLAIM = 'https://authgear.com/claims/user/'

const OMITTED_CLAIM: Readonly<Record<OmittableClaim, string>> = {
  auth_time: 'auth_time',
  amr: 'amr',
  scope: 'scope',
  roles: `${USER_CLAIM}roles`,
}

/**
 * Gives the claims of a person's access token, all and only those that Authgear sets, then what the hook adds.
 * Takes checked options. Throws a TypeError when an added claim would change one of them.
 */
export function toPersonClaims(options: PersonTokenOptions, stamp: Stamp): Claims {
  const user = toUser(options.user)
  const { resource } = options
  const amr = options.amr ?? (user.isAnonymous ? [] : ['pwd', 'x_primary_password'])
  const claims: Claims = {
    iss: stamp.endpoint,
    aud: [resource ?? stamp.endpoint],
    iat: stamp.issuedAt,
    exp: stamp.expiresAt,
    client_id: options.clientId ?? (resource === undefined ? 'local-app' : 'dcrc_local-app'),
    scope: (options.scopes ?? defaultScopes(resource)).join(' '),
    auth_time: toAuthTime(options, stamp),
    ...(amr.length > 0 ? { amr } : {}),
    jti: randomTokenId(),
    sub: user.id,
    [`${USER_CLAIM}is_anonymous`]: user.isAnonymous,
    [`${USER_CLAIM}is_verified`]: user.isVerified,
    [`${USER_CLAIM}can_reauthenticate`]: user.canReauthenticate,
    [`${USER_CLAIM}roles`]: user.roles,
  }
  for (const name of options.omit ?? []) delete claims[OMITTED_CLAIM[name]]
  return addClaims(claims, options.claims ?? {})
}

function defaultScopes(resource: string | undefined): readonly string[] {
  // Only first-party clients get full access, and only third-party clients bind a token to a resource.
  return resource === undefined
    ? ['openid', 'offline_access', 'https://authgear.com/scopes/full-access']
    : ['openid']
}

function toAuthTime({ authTime, authTimeSecondsAgo }: PersonTokenOptions, stamp: Stamp): number {
  if (authTimeSecondsAgo !== undefined) return stamp.now - authTimeSecondsAgo
  return authTime ?? stamp.issuedAt
}
