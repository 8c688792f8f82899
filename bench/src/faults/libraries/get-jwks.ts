import { createVerifier, TokenError, type DecodedJwt } from 'fast-jwt'
import buildGetJwks from 'get-jwks'
import { nameOf, type Backend, type IssuerAddress } from '../backend.ts'

const KEY_FETCHING: string = TokenError.codes.keyFetchingError

/** With fast-jwt, as its documentation shows. The path spares it a request for discovery with every key. */
export function createBackend({ endpoint, jwksUri }: IssuerAddress): Backend {
  const getJwks = buildGetJwks({ issuersWhitelist: [endpoint], jwksPath: new URL(jwksUri).pathname })
  const verify = createVerifier({
    key: async ({ header }: DecodedJwt) =>
      await getJwks.getPublicKey({
        kid: header['kid'] as string,
        alg: header['alg'] as string,
        domain: endpoint,
      }),
    allowedIss: endpoint,
    allowedAud: endpoint,
  })
  return {
    verify: (token) => verify(token),
    explain(error) {
      if (!(error instanceof TokenError)) return { kind: 'other error', name: nameOf(error) }
      if (error.code !== KEY_FETCHING) return { kind: 'invalid token', name: error.code }
      // One code for all that can go wrong with keys: what it wraps tells an unknown kid from an outage.
      const { code } = (error.originalError ?? {}) as { code?: unknown }
      const name = typeof code === 'string' ? code : error.code
      return { kind: name === 'JWK_NOT_FOUND' ? 'invalid token' : 'unavailable', name }
    },
  }
}
