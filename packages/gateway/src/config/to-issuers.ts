import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AuthError, type IssuerOptions, type VerifiedClaims } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { readClaim } from '../identity/claim-path.ts'
import type { IssuerConfig } from './schema.ts'

/**
 * Makes the library's options of the issuers of a configuration; files are looked for beside it, in `folder`. What the
 * options are worth, the library says. Throws an Error for a file that cannot be read.
 */
export function toIssuers(issuers: readonly IssuerConfig[], folder: string): readonly IssuerOptions[] {
  return issuers.map((config) => {
    const keys = config.keys && toKeys(config.keys, folder)
    if ('authgear' in config) {
      const { authgear: endpoint, ...rest } = config
      return authgear(endpoint, { ...rest, keys })
    }
    const { rolesClaim, ...rest } = config
    return { ...rest, keys, toRoles: rolesClaim && rolesReader(rolesClaim) }
  })
}

function toKeys(keys: NonNullable<IssuerConfig['keys']>, folder: string): NonNullable<IssuerOptions['keys']> {
  if (!('jwksFile' in keys)) return keys
  const path = resolve(folder, keys.jwksFile)
  const text = readFileSync(path, 'utf8')
  // What is no set of keys, the library says.
  return { jwks: JSON.parse(text) as { keys: { kty: string }[] } }
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
