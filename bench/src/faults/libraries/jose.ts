import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { nameOf, type Backend, type IssuerAddress } from '../backend.ts'

const OF_TOKENS: readonly string[] = [
  errors.JOSEAlgNotAllowed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTInvalid,
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
].map(({ code }) => code)
const OF_KEY_SETS: readonly string[] = [errors.JWKSTimeout.code, errors.JWKSInvalid.code]

export function createBackend({ endpoint, jwksUri, ttlSeconds }: IssuerAddress): Backend {
  const keys = createRemoteJWKSet(
    new URL(jwksUri),
    ttlSeconds === undefined ? {} : { cacheMaxAge: ttlSeconds * 1000 },
  )
  return {
    verify: (token) => jwtVerify(token, keys, { issuer: endpoint, audience: endpoint, typ: 'at+jwt' }),
    explain(error) {
      if (!(error instanceof errors.JOSEError)) return { kind: 'other error', name: nameOf(error) }
      const name = error.code
      if (OF_TOKENS.includes(name)) return { kind: 'invalid token', name }
      return { kind: OF_KEY_SETS.includes(name) ? 'unavailable' : 'other error', name }
    },
  }
}
