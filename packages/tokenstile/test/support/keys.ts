import {
  constants,
  createHmac,
  createSign,
  randomUUID,
  sign,
  type KeyObject,
  type SigningOptions,
} from 'node:crypto'
import { generateKeys, type KeyPair } from './generate-keys.ts'

/** A signing key made for one test run, and its public JWK. */
export interface TestKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: Record<string, unknown> & { kty: string; kid: string }
}

const made = new Map<string, TestKey>()

/** One key per algorithm and name for the whole run: RSA keys are slow to make. */
export function testKey(alg = 'RS256', name = 'first'): TestKey {
  const id = `${alg} ${name}`
  const known = made.get(id) ?? createKey(alg)
  made.set(id, known)
  return known
}

/** A fresh key for an algorithm. */
export function createKey(alg = 'RS256', kid: string = randomUUID()): TestKey {
  const { privateKey, publicKey } = generate(alg)
  // Workers export the members that a key lacks too, as undefined.
  const exported = JSON.parse(JSON.stringify(publicKey.export({ format: 'jwk' }))) as { kty: string }
  const jwk = { ...exported, kid, alg, use: 'sig' } as TestKey['jwk']
  return { kid, alg, privateKey, publicKey, jwk }
}

function generate(alg: string): KeyPair {
  if (alg.startsWith('RS') || alg.startsWith('PS')) return generateKeys('rsa', { modulusLength: 2048 })
  if (alg === 'Ed448') return generateKeys('ed448')
  if (alg === 'EdDSA' || alg === 'Ed25519') return generateKeys('ed25519')
  return generateKeys('ec', { namedCurve: CURVES[alg] as string })
}

const CURVES: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521', ES256K: 'secp256k1' }

/** Signs as the algorithm says; `none` and HS* (with a secret) too, for forgeries. */
export function signText(text: string, alg: string, key: KeyObject | string): Buffer {
  const data = Buffer.from(text)
  if (alg === 'none') return Buffer.alloc(0)
  if (alg.startsWith('HS'))
    return createHmac(`sha${alg.slice(2)}`, key as string)
      .update(data)
      .digest()
  if (typeof key === 'string') throw new TypeError('a secret signs HS* only')
  const hash = /\d{3}/.exec(alg)?.[0]
  if (alg.startsWith('PS')) {
    const padding = constants.RSA_PKCS1_PSS_PADDING
    return signWith(key, `sha${hash}`, data, { padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
  }
  if (alg.startsWith('RS')) return sign(`sha${hash}`, data, key)
  if (alg.startsWith('ES')) return signWith(key, `sha${hash}`, data, { dsaEncoding: 'ieee-p1363' })
  return sign(null, data, key)
}

/** Signs with parameters. On Workers they count in this way alone, beside the bytes of the key. */
export function signWith(key: KeyObject, hash: string, data: Buffer, parameters: SigningOptions): Buffer {
  let bytes = exported.get(key)
  if (bytes === undefined) {
    bytes = key.export({ type: 'pkcs8', format: 'der' })
    exported.set(key, bytes)
  }
  return createSign(hash)
    .update(data)
    .sign({ key: bytes, type: 'pkcs8', format: 'der', ...parameters })
}

const exported = new WeakMap<KeyObject, Buffer>()
