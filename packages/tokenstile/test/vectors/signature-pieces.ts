import type { AuthErrorCode, Jwk } from 'tokenstile'
import { ALGORITHMS } from '../../dist/esm/core/algorithms.js'
import { decodeBase64Url, isAsciiWithoutPlusAndSlash } from '../../dist/esm/core/base64url.js'
import { CHECKS } from '../../dist/esm/core/checks.js'
import { decodeCompact, type UnverifiedToken } from '../../dist/esm/core/compact.js'
import type { Engine } from '../../dist/esm/core/engine.js'
import type { IssuerPolicy } from '../../dist/esm/core/issuer-policy.js'
import { chooseKeys, createKeyImporter } from '../../dist/esm/core/keys/key-set.js'
import { verifySignature } from '../../dist/esm/core/signature.js'

/**
 * What the library says of a JWS whose payload is not claims: every piece that a token passes but the reading of
 * claims. Cutting, header, algorithm, `crit`, key set, choice of keys and signature are the real ones.
 */
export async function judgeJws(
  jws: string,
  keys: readonly unknown[],
  engine: Engine,
): Promise<'accepted' | AuthErrorCode> {
  const token = decodeWithAnyPayload(jws, engine)
  if (typeof token === 'string') return token
  for (const { name, run } of CHECKS) {
    // These two look at the header alone.
    const refusal = name === 'algorithm' || name === 'critical headers' ? run(token, POLICY, 0) : undefined
    if (refusal !== undefined) return refusal.code
  }
  const algorithm = ALGORITHMS.get(token.header.alg as string)
  if (algorithm === undefined) throw new Error('an algorithm passed its check and is not known')
  const set = createKeyImporter(engine)({ keys: keys as readonly Jwk[] })
  const choice = chooseKeys(set, token.header.kid as string | undefined, algorithm)
  const proof = await verifySignature(token, algorithm, choice, engine)
  return 'code' in proof ? proof.code : 'accepted'
}

const POLICY = { algorithms: ALGORITHMS } as unknown as IssuerPolicy
const NO_CLAIMS = 'e30'
const LIMIT = 8192

/** The payload is decoded strictly, then stands aside for `{}` while the whole token is cut. */
function decodeWithAnyPayload(jws: string, engine: Engine): UnverifiedToken | AuthErrorCode {
  const [header, payload, signature, ...more] = jws.split('.')
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    return decodeCompact(jws, LIMIT, engine, () => undefined)
  }
  if (!isAsciiWithoutPlusAndSlash(payload, engine) || decodeBase64Url(payload, engine) === undefined)
    return 'malformed_token'
  const token = decodeCompact(`${header}.${NO_CLAIMS}.${signature}`, LIMIT, engine, () => undefined)
  return typeof token === 'string' ? token : { ...token, signedText: `${header}.${payload}` }
}
