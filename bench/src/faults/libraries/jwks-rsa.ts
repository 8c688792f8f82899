import jsonwebtoken from 'jsonwebtoken'
import jwksClient from 'jwks-rsa'
import { nameOf, type Backend, type IssuerAddress } from '../backend.ts'

const UNAVAILABLE: readonly string[] = ['JwksError', 'JwksRateLimitError']

/** With the options that its examples recommend. */
export function createBackend(issuer: IssuerAddress): Backend {
  return createJwksRsa(issuer, { cache: true, rateLimit: true, jwksRequestsPerMinute: 10 })
}

export function createJwksRsa(
  { endpoint, jwksUri }: IssuerAddress,
  options: Omit<jwksClient.Options, 'jwksUri'>,
): Backend {
  const client = jwksClient({ ...options, jwksUri })
  return {
    async verify(token) {
      const key = await client.getSigningKey(jsonwebtoken.decode(token, { complete: true })?.header.kid)
      const checks = { algorithms: ['RS256'], issuer: endpoint, audience: endpoint }
      return jsonwebtoken.verify(token, key.getPublicKey(), checks)
    },
    explain(error) {
      const name = nameOf(error)
      const isToken = error instanceof jsonwebtoken.JsonWebTokenError || name === 'SigningKeyNotFoundError'
      if (isToken) return { kind: 'invalid token', name }
      const isMarked = error instanceof Error && 'isEndpointUnavailable' in error
      return { kind: isMarked || UNAVAILABLE.includes(name) ? 'unavailable' : 'other error', name }
    },
  }
}
