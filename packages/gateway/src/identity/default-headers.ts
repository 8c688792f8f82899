import type { Auth } from 'tokenstile'
import { readClaim } from './claim-path.ts'
import { writeValue, type Format } from './formats.ts'
import type { IdentityHeader } from './identity-header.ts'

/** What most backends need. */
export const defaultHeaders: readonly IdentityHeader[] = [
  header('X-Auth-Status', 'plain', () => 'valid', 'none'),
  // Two issuers may know two people by one `sub`.
  header('X-Auth-Issuer', 'plain', ({ issuer }) => issuer),
  header('X-User-Id', 'plain', ({ user, subject }) => (user === undefined ? undefined : subject)),
  header('X-User-Roles', 'csv', ({ roles }) => roles),
  header('X-User-Scopes', 'csv', ({ scopes }) => scopes),
  header('X-Client-Id', 'plain', ({ clientId }) => clientId),
  header('X-Auth-Time', 'plain', ({ authTime }) => authTime),
  header('X-Token-Jti', 'plain', ({ claims }) => readClaim(claims, ['jti'])),
]

function header(
  name: string,
  format: Format,
  read: (auth: Auth<unknown>) => Parameters<typeof writeValue>[0] | readonly string[] | undefined,
  nobody = '',
): IdentityHeader {
  return {
    name,
    write: (auth) => {
      if (auth === undefined) return nobody
      const value = read(auth)
      return value === undefined ? '' : writeValue(value as Parameters<typeof writeValue>[0], format)
    },
  }
}
