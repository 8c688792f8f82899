import { JwtVerifier } from 'aws-jwt-verify'
import { createVerifier as createFastJwt } from 'fast-jwt'
import { verify as verifyWithHono } from 'hono/jwt'
import { createLocalJWKSet, importJWK, jwtVerify } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import type { Signed } from './signed-tokens.ts'
import type { Verifying } from './verifying.ts'

export const FAST_JWT_CACHED = 'fast-jwt, cached'

const TOLERANCE_SECONDS = 60
const REQUIRED = ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti']

/** The peers, each told to check as much of what we check as it can, each with a key that was imported before. */
export async function createPeers(signed: Signed): Promise<readonly Verifying[]> {
  const peers = [createJose(signed), createFast(signed, false), createAws(signed), await createHono(signed)]
  // It knows no Ed25519.
  return signed.algorithm === 'EdDSA' ? peers : [...peers, createJsonwebtoken(signed)]
}

/** fast-jwt with its cache, which holds every token. The other peers have none. */
export function createCachedPeer(signed: Signed): Verifying {
  const peer = createFast(signed, true)
  for (const token of signed.tokens) peer.verify(token.toString('latin1'))
  return peer
}

function createJose({ algorithm, issuer, jwk }: Signed): Verifying {
  const keys = createLocalJWKSet({ keys: [jwk] })
  const options = {
    algorithms: [algorithm],
    issuer,
    audience: issuer,
    typ: 'at+jwt',
    requiredClaims: REQUIRED,
    clockTolerance: TOLERANCE_SECONDS,
  }
  return { name: 'jose', verify: (token) => jwtVerify(token, keys, options) }
}

function createFast({ algorithm, issuer, publicKey, tokens }: Signed, isCached: boolean): Verifying {
  const verify = createFastJwt({
    key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: issuer,
    checkTyp: 'at+jwt',
    requiredClaims: REQUIRED,
    clockTolerance: TOLERANCE_SECONDS * 1000,
    cache: isCached ? tokens.length : false,
  })
  return { name: isCached ? FAST_JWT_CACHED : 'fast-jwt', verify: (token) => verify(token) as unknown }
}

function createJsonwebtoken({ algorithm, issuer, publicKey }: Signed): Verifying {
  const options = { algorithms: [algorithm], issuer, audience: issuer, clockTolerance: TOLERANCE_SECONDS }
  return { name: 'jsonwebtoken', verify: (token) => jsonwebtoken.verify(token, publicKey, options) }
}

function createAws({ issuer, jwk }: Signed): Verifying {
  const jwksUri = `${issuer}/oauth2/jwks`
  const verifier = JwtVerifier.create({ issuer, audience: issuer, jwksUri, graceSeconds: TOLERANCE_SECONDS })
  verifier.cacheJwks({ keys: [jwk] } as unknown as Parameters<typeof verifier.cacheJwks>[0])
  return { name: 'aws-jwt-verify', verify: (token) => verifier.verifySync(token) }
}

async function createHono({ algorithm, issuer, jwk }: Signed): Promise<Verifying> {
  const key = (await importJWK(jwk, algorithm)) as CryptoKey
  const options = { alg: algorithm, iss: issuer, aud: issuer, typ: 'at+jwt' }
  return { name: 'hono', verify: (token) => verifyWithHono(token, key, options) }
}
