import type { AnyAuth } from './auth.ts'
import type { Claims, VerifiedClaims } from './claims.ts'
import type { UnverifiedToken } from './compact.ts'
import { AuthError, ConfigError } from './errors.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { copyJson } from './json-copy.ts'
import { dropPromise, isPromise } from './promise.ts'
import { clientClaim } from './registered-claims.ts'
import { rememberRawClaims } from './raw-claims.ts'
import type { ClaimsSchema } from './standard-schema.ts'

/**
 * Makes the `Auth` of a verified token: schema, user, scopes, roles. Throws an `AuthError` where the schema or a reader
 * refuses; what else the user's functions throw goes through as it is, a fault of the program and never a pass.
 */
export function toAuth(claims: VerifiedClaims, token: UnverifiedToken, policy: IssuerPolicy): AnyAuth {
  const { registered, header } = token
  const auth = Object.freeze({
    issuer: policy.issuer,
    // The checks have settled the types of these.
    subject: registered.sub as string | undefined,
    clientId: registered[clientClaim(registered)] as string | undefined,
    claims: policy.schema === undefined ? claims : copyJson('claims', validate(claims, policy.schema)),
    user: policy.toUser(claims),
    scopes: policy.toScopes(claims),
    roles: policy.toRoles(claims),
    authTime: registered.auth_time as number | undefined,
    issuedAt: registered.iat as number | undefined,
    expiresAt: registered.exp as number,
    header: header.all,
  })
  if (policy.schema !== undefined) rememberRawClaims(auth, claims)
  return auth
}

function validate(claims: Claims, schema: ClaimsSchema): unknown {
  const result = schema['~standard'].validate(claims)
  if (isPromise(result)) {
    dropPromise(result)
    throw new ConfigError('claims', 'expected a schema that validates synchronously')
  }
  if (result.issues === undefined) return result.value
  const first = result.issues[0]?.path?.[0]
  const key = typeof first === 'object' ? first.key : first
  throw new AuthError('invalid_claim', {
    ...(typeof key === 'string' && { claim: key }),
    expected: 'what the claims schema asks for',
  })
}
