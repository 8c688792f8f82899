import { own, type VerifiedClaims } from './claims.ts'
import { AuthError } from './errors.ts'
import { typeOf } from './refusal.ts'

/**
 * How claims are read where an issuer's options do not say. What these give is frozen: verified claims are, and the rest
 * is frozen here.
 */
const NONE: readonly string[] = Object.freeze([])

/**
 * The user of an issuer without a profile: whom `sub` names. A token whose `sub` is its client speaks for no user: it is
 * a machine's. RFC 9068 §2.2 and §5, RFC 9700 §4.15.
 */
export function toDefaultUser(claims: VerifiedClaims): { readonly id: string } | undefined {
  const sub = own(claims, 'sub')
  const client = own(claims, 'client_id') ?? own(claims, 'azp')
  return typeof sub === 'string' && sub !== client ? Object.freeze({ id: sub }) : undefined
}

/** Scopes from `scope` (RFC 9068 §2.2.3) or `scp`, a space-separated string; `scp` also a list. */
export function toDefaultScopes(claims: VerifiedClaims): readonly string[] {
  const claim = Object.hasOwn(claims, 'scope') ? 'scope' : 'scp'
  const value = own(claims, claim)
  if (value === undefined) return NONE
  if (typeof value === 'string') return Object.freeze(value.split(' ').filter((scope) => scope !== ''))
  if (claim === 'scope') throw wrongType(claim, 'a string', typeOf(value))
  return readStringList(claims, claim)
}

/** Roles from the list `roles`. */
export function toDefaultRoles(claims: VerifiedClaims): readonly string[] {
  return readStringList(claims, 'roles')
}

/** Reads a claim that is a list of strings, empty where it is absent; another type is refused, never read as empty. */
export function readStringList(claims: VerifiedClaims, claim: string): readonly string[] {
  const value = own(claims, claim)
  if (value === undefined) return NONE
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw wrongType(claim, 'a list of strings', typeOf(value))
}

function wrongType(claim: string, expected: string, actualType: string): AuthError {
  return new AuthError('invalid_claim', { claim, expected, actualType })
}
