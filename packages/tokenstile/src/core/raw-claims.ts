import type { Claims } from './claims.ts'

/** The token's own claims of an `Auth` whose `claims` are what a schema made of them: a schema may leave claims out. */
const rawClaims = new WeakMap<object, Claims>()

export function rememberRawClaims(auth: object, claims: Claims): void {
  rawClaims.set(auth, claims)
}

/** The claims as the token has them; for an `Auth` that no verifier made, such as a test's, its `claims`. */
export function rawClaimsOf(auth: { readonly claims: unknown }): Claims {
  return rawClaims.get(auth) ?? Object(auth.claims)
}
