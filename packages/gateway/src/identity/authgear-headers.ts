import type { Auth } from 'tokenstile'
import type { AuthgearUser } from 'tokenstile/authgear'
import { readClaim } from './claim-path.ts'
import { isVisible } from './formats.ts'
import type { IdentityHeader } from './identity-header.ts'

/**
 * The headers of Authgear's resolver, in its formats: roles with commas, methods with spaces (as its code has it; its
 * specification says commas), times in epoch seconds, booleans as words. A machine is no user: its session is not valid.
 */
export const authgearHeaders: readonly IdentityHeader[] = [
  {
    name: 'x-authgear-session-valid',
    write: (auth) => (auth === undefined ? '' : String(userOf(auth) !== undefined)),
  },
  header('x-authgear-user-id', (_, { id }) => id),
  header('x-authgear-user-anonymous', (_, { isAnonymous }) => String(isAnonymous)),
  header('x-authgear-user-verified', (_, { isVerified }) => String(isVerified)),
  header('x-authgear-user-roles', (_, { roles }) => joinRoles(roles)),
  header('x-authgear-session-amr', ({ claims }) => joinMethods(readClaim(claims, ['amr']))),
  header('x-authgear-session-authenticated-at', ({ authTime }) =>
    authTime === undefined ? '' : String(authTime),
  ),
  header('x-authgear-user-can-reauthenticate', (_, { canReauthenticate }) => String(canReauthenticate)),
]

function header(
  name: string,
  write: (auth: Auth<unknown>, user: AuthgearUser) => string | undefined,
): IdentityHeader {
  return {
    name,
    write: (auth) => {
      const user = auth === undefined ? undefined : userOf(auth)
      if (auth === undefined || user === undefined) return ''
      const value = write(auth, user)
      return value !== undefined && isVisible(value) ? value : undefined
    },
  }
}

/** The user of an Authgear token. A user of another issuer has not all of this, and is none here. */
function userOf({ user }: Auth<unknown>): AuthgearUser | undefined {
  const given = user as Partial<AuthgearUser> | undefined
  return typeof given?.isVerified === 'boolean' && typeof given.isAnonymous === 'boolean'
    ? (given as AuthgearUser)
    : undefined
}

/** A role with a comma in it would be two. */
function joinRoles(roles: readonly string[]): string | undefined {
  return roles.some((role) => role.includes(',') || role === '') ? undefined : roles.join(',')
}

function joinMethods(amr: unknown): string | undefined {
  if (amr === undefined) return ''
  if (!Array.isArray(amr)) return undefined
  return amr.every((method) => typeof method === 'string' && /^[^\s,]+$/.test(method))
    ? amr.join(' ')
    : undefined
}
