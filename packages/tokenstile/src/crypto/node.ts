import { isUtf8 } from 'node:buffer'
import {
  constants,
  createHash,
  createPublicKey,
  getCurves,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import type { Algorithm } from '../core/algorithms.ts'
import type { Engine, EngineKey } from '../core/engine.ts'

type VerifyKey = Parameters<typeof verify>[2]

/** The engine of Node and Bun: OpenSSL, synchronously, with keys imported once. */
export const engine: Engine = {
  name: 'node',
  synchronous: true,
  supports,
  // UTF-8 takes one byte a character for ASCII alone.
  isAscii: (text) => Buffer.byteLength(text) === text.length,
  decodeBase64Url: (text) => Buffer.from(text, 'base64url'),
  decodeBase64UrlText,
  importKey: (jwk, algorithm) => toVerifyKey(createPublicKey({ key: jwk, format: 'jwk' }), algorithm),
  verify: (key, { hash }, signedText, signature) =>
    verify(
      hash === undefined ? undefined : HASHES[hash],
      toBytes(signedText),
      key as unknown as VerifyKey,
      signature,
    ),
  sha256: (text) => createHash('sha256').update(text).digest(),
}

/**
 * Where texts become bytes and back, one at a time: everything here is synchronous, and a fresh buffer for each would
 * cost more than what is done with it. What does not fit gets a buffer of its own.
 */
const scratch = Buffer.allocUnsafeSlow(16_384)

function decodeBase64UrlText(text: string): { text: string; bytes: number } | undefined {
  const buffer = text.length <= scratch.length ? scratch : Buffer.allocUnsafe(text.length)
  const bytes = buffer.write(text, 'base64url')
  return isUtf8(buffer.subarray(0, bytes)) ? { text: buffer.toString('utf8', 0, bytes), bytes } : undefined
}

function toBytes(text: string): Buffer {
  if (text.length > scratch.length) return Buffer.from(text, 'latin1')
  return scratch.subarray(0, scratch.write(text, 'latin1'))
}

const HASHES = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const

/** A key with the parameters of its algorithm, so that a verification builds nothing. */
function toVerifyKey(key: KeyObject, algorithm: Algorithm): EngineKey {
  return Object.freeze(withParameters(key, algorithm)) as unknown as EngineKey
}

function withParameters(key: KeyObject, { kty, padding }: Algorithm): VerifyKey {
  if (padding === 'pss') {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  }
  return kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key
}

function supports({ kty, crv, name, keyBytes }: Algorithm): boolean {
  if (kty === 'EC') return getCurves().includes(OPENSSL_CURVES[crv ?? ''] ?? '')
  if (kty === 'AKP') {
    return canImport({ kty, alg: name, pub: Buffer.alloc(keyBytes ?? 0).toString('base64url') })
  }
  return crv !== 'Ed448' || canImport({ kty, crv, x: ED448_KEY })
}

const OPENSSL_CURVES: Readonly<Record<string, string>> = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
}

/** A public key to try with, of RFC 8032 §7.4. Bun has no Ed448. */
const ED448_KEY = 'X9dEm1m0Yf0s54fsYWrUah2hNCSFpw4fig6nXYDpZ3jt8SR2m0bHBhvWeD3x5Q9s0foavq_oJWGA'

/** Whether there is the algorithm. ML-DSA came with OpenSSL 3.5; any bytes of the right length are a key of it. */
function canImport(key: JsonWebKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' })
    return true
  } catch {
    return false
  }
}
