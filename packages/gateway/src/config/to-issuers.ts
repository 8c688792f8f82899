import { AuthError, type IssuerOptions, type VerifiedClaims } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { readClaim } from '../identity/claim-path.ts'
import type { IssuerConfig } from './schema.ts'

/**
 * Makes the library's options of the issuers of a configuration, whose files were read before. What the options are worth,
 * the library says.
 */
export function toIssuers(issuers: readonly IssuerConfig[]): readonly IssuerOptions[] {
  return issuers.map((config) => {
    const { keys } = config
    if (keys !== undefined && 'jwksFile' in keys) throw new TypeError('a file of keys was not read before')
    if ('authgear' in config) {
      const { authgear: endpoint, ...rest } = config
      return authgear(endpoint, { ...rest, keys })
    }
    const { rolesClaim, ...rest } = config
    return { ...rest, keys, toRoles: rolesClaim && rolesReader(rolesClaim) }
  })
}

/** What is there and no list of strings is refused: it must not read as nobody's roles. */
function rolesReader(path: readonly string[]): (claims: VerifiedClaims) => readonly string[] {
  return (claims) => {
    const roles = readClaim(claims, path)
    if (roles === undefined) return []
    if (Array.isArray(roles) && roles.every((role) => typeof role === 'string')) return roles
    throw new AuthError('invalid_claim', { claim: path.join('.') })
  }
}
