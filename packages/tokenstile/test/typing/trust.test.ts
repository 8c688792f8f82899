import { test } from 'node:test'
import type { Claims, VerifiedClaims } from 'tokenstile'
import type { UnverifiedToken } from '../../dist/esm/core/compact.js'
import type { IssuerPolicy } from '../../dist/esm/core/issuer-policy.js'
import { toAuth } from '../../dist/esm/core/to-auth.js'
import { compileOnly } from './same-type.ts'

// The kinds of claims are told apart by the compiler alone: the code below is never run.
test('claims that nobody verified do not make a caller (checklist 7, 18)', () => {
  compileOnly((token?: UnverifiedToken, policy?: IssuerPolicy, verified?: VerifiedClaims) => {
    if (token === undefined || policy === undefined || verified === undefined) return
    toAuth(verified, token, policy)
    // @ts-expect-error: decoded is not verified
    toAuth(token.claims, token, policy)
    // @ts-expect-error: nor is an object that was written down
    toAuth({ sub: 'user-1' }, token, policy)
    // @ts-expect-error: nor can a token be written down
    return [partsOf(token) satisfies UnverifiedToken]
  })
})

test('toUser, toScopes and toRoles get verified claims only (checklist 18)', () => {
  compileOnly((policy?: IssuerPolicy, claims?: Claims) => {
    if (policy === undefined || claims === undefined) return
    // @ts-expect-error: decoded is not verified
    policy.toUser(claims)
    // @ts-expect-error: decoded is not verified
    policy.toScopes(claims)
    // @ts-expect-error: decoded is not verified
    policy.toRoles(claims)
    // The other way round is fine: a verified claim is a claim.
    return (verified: VerifiedClaims): Claims => verified
  })
})

/** Everything of a token but the mark that its decoder leaves. */
function partsOf({ header, claims, registered, encodedHeader, signedText, signature }: UnverifiedToken) {
  return { header, claims, registered, encodedHeader, signedText, signature }
}
