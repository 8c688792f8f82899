import type { AnyAuth } from './auth.ts'
import type { VerifiedClaims } from './claims.ts'
import type { UnverifiedToken } from './compact.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { clientClaim } from './registered-claims.ts'

/**
 * Makes the `Auth` of a verified token: schema, user, scopes, roles. Not frozen yet: `sealAuth` does that. Throws an
 * `AuthError` where the schema or a reader refuses; what else the user's functions throw goes through as it is, a fault
 * of the program and never a pass.
 */
export function toAuth(
  claims: VerifiedClaims,
  { registered, header }: UnverifiedToken,
  policy: IssuerPolicy,
): AnyAuth {
  return {
    issuer: policy.issuer,
    // The checks have settled the types of these.
    subject: registered.sub as string | undefined,
    clientId: registered[clientClaim(registered)] as string | undefined,
    claims: policy.toClaims(claims),
    user: policy.toUser(claims),
    scopes: policy.toScopes(claims),
    roles: policy.toRoles(claims),
    authTime: registered.auth_time as number | undefined,
    issuedAt: registered.iat as number | undefined,
    expiresAt: registered.exp as number,
    header: header.all,
  }
}
