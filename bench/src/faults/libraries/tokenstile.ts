import { AuthError, createVerifier } from 'tokenstile'
import { nameOf, type Backend, type IssuerAddress } from '../backend.ts'

export function createBackend({ endpoint, ttlSeconds }: IssuerAddress): Backend {
  const verifier = createVerifier({
    issuer: endpoint,
    audience: endpoint,
    ...(ttlSeconds !== undefined && { keys: { ttlSeconds } }),
  })
  return {
    verify: (token) => verifier.verify(token),
    explain(error) {
      if (!AuthError.is(error)) return { kind: 'other error', name: nameOf(error) }
      return { kind: error.status === 503 ? 'unavailable' : 'invalid token', name: error.code }
    },
  }
}
