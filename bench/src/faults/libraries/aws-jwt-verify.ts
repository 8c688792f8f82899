import { JwtVerifier } from 'aws-jwt-verify'
import {
  FetchError,
  JwkValidationError,
  JwksValidationError,
  JwtBaseError,
  JwtInvalidClaimError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error'
import { nameOf, type Backend, type IssuerAddress } from '../backend.ts'

const OF_TOKENS = [
  JwtInvalidClaimError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
]
const OF_KEY_SETS = [FetchError, JwkValidationError, JwksValidationError, WaitPeriodNotYetEndedJwkError]

/** It has no time after which keys are old. */
export function createBackend({ endpoint, jwksUri }: IssuerAddress): Backend {
  const verifier = JwtVerifier.create({ issuer: endpoint, audience: endpoint, jwksUri })
  return {
    verify: (token) => verifier.verify(token),
    explain(error) {
      // Its errors keep the name `Error`; their classes say more.
      const name = error instanceof JwtBaseError ? error.constructor.name : nameOf(error)
      if (OF_TOKENS.some((known) => error instanceof known)) return { kind: 'invalid token', name }
      const isKeySet = OF_KEY_SETS.some((known) => error instanceof known)
      return { kind: isKeySet ? 'unavailable' : 'other error', name }
    },
  }
}
