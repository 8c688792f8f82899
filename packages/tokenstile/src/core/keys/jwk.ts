import { isBase64Url, decodeBase64Url } from '../base64url.ts'
import { ALGORITHMS, type Algorithm } from '../algorithms.ts'
import type { Engine } from '../engine.ts'
import type { Jwk } from './key-source.ts'
import { hasRocaFingerprint, isSmallOrder, toBigInt } from './weak-keys.ts'
import type { PublicJwk } from './public-jwk.ts'

/** A key that may verify signatures, not yet imported. */
export interface ReadKey {
  readonly kid: string | undefined
  /** The algorithm that the key is for, by its canonical name; undefined where the key does not say. */
  readonly canonicalAlg: string | undefined
  readonly jwk: PublicJwk
  /** The length of this key's RSA signatures; undefined for other keys. */
  readonly signatureBytes: number | undefined
}

/** Why a key of a set is left out. */
export type IgnoredReason =
  | 'not_an_object'
  | 'private'
  | 'symmetric'
  | 'unknown_kty'
  | 'unsupported_alg'
  | 'alg_does_not_fit'
  | 'wrong_use'
  | 'wrong_key_ops'
  | 'malformed'
  | 'weak'
  | 'wrong_curve'
  | 'import_failed'
  /** A set has more keys than are read. */
  | 'beyond_limit'

/** Longer ones fill memory and events with what an issuer's enemy wrote. */
export const MAX_KID_LENGTH = 512
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv']
const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 8192
const MAX_EXPONENT_BYTES = 8

/**
 * Reads one key of a set: a public signature key of sufficient strength, with well-formed members, whose `use`,
 * `key_ops` and `alg` allow to verify. Does not prove that an EC point is on its curve: the engine does on import.
 * RFC 7517 §4, RFC 7518 §3.3 and §6.
 */
export function readJwk(jwk: Jwk, engine: Engine): ReadKey | IgnoredReason {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return 'not_an_object'
  const has = (member: string): boolean => Object.hasOwn(jwk, member) && jwk[member] !== undefined
  if (jwk.kty === 'oct' || has('k')) return 'symmetric'
  if (PRIVATE_MEMBERS.some(has)) return 'private'
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'wrong_use'
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) {
    return 'wrong_key_ops'
  }
  if (!isKid(jwk.kid)) return 'malformed'
  const algorithm = typeof jwk.alg === 'string' ? ALGORITHMS.get(jwk.alg) : undefined
  if (jwk.alg !== undefined && algorithm === undefined) return 'unsupported_alg'
  const material = readMaterial(jwk, engine)
  if (typeof material === 'string') return material
  if (algorithm !== undefined && !fits(algorithm, material.jwk)) return 'alg_does_not_fit'
  return { kid: jwk.kid, canonicalAlg: algorithm?.canonicalName, ...material }
}

function isKid(kid: unknown): kid is string | undefined {
  return kid === undefined || (typeof kid === 'string' && kid.length <= MAX_KID_LENGTH)
}

/** Whether a key of this type and curve can carry the algorithm. */
export function fits(algorithm: Algorithm, jwk: PublicJwk): boolean {
  if (algorithm.kty !== jwk.kty) return false
  if (jwk.kty === 'RSA') return true
  return jwk.kty === 'AKP' ? algorithm.name === jwk.alg : algorithm.crv === jwk.crv
}

type Material = Pick<ReadKey, 'jwk' | 'signatureBytes'>

function readMaterial(jwk: Jwk, engine: Engine): Material | IgnoredReason {
  switch (jwk.kty) {
    case 'RSA':
      return readRsa(jwk, engine)
    case 'EC':
    case 'OKP':
      return readCurve(jwk, jwk.kty, engine)
    case 'AKP':
      return readAkp(jwk, engine)
    default:
      return 'unknown_kty'
  }
}

function readRsa({ n, e }: Jwk, engine: Engine): Material | IgnoredReason {
  const modulus = readInteger(n, engine)
  const exponent = readInteger(e, engine)
  if (modulus === undefined || exponent === undefined) return 'malformed'
  // Lengths first: what follows is arithmetic, and a document may hold a number of half a megabyte.
  if (modulus.length > MAX_RSA_BITS / 8 || exponent.length > MAX_EXPONENT_BYTES) return 'weak'
  const bits = bitLength(modulus)
  if (bits < MIN_RSA_BITS) return 'weak'
  // An even or tiny exponent lets anyone forge; a huge one makes each verification slow.
  const isOdd = ((exponent.at(-1) ?? 0) & 1) === 1
  if (!isOdd || bitLength(exponent) < 2) return 'weak'
  if (hasRocaFingerprint(modulus)) return 'weak'
  return { jwk: { kty: 'RSA', n: n as string, e: e as string }, signatureBytes: Math.ceil(bits / 8) }
}

function readCurve({ crv, x, y }: Jwk, kty: 'EC' | 'OKP', engine: Engine): Material | IgnoredReason {
  const algorithm = [...ALGORITHMS.values()].find((known) => known.kty === kty && known.crv === crv)
  if (algorithm === undefined) return 'wrong_curve'
  const point = readBytes(x, engine)
  if (point === undefined || point.length !== algorithm.keyBytes) return 'malformed'
  if (kty === 'OKP') {
    return isSmallOrder(point)
      ? 'weak'
      : { jwk: { kty, crv: crv as string, x: x as string }, signatureBytes: undefined }
  }
  if (readBytes(y, engine)?.length !== algorithm.keyBytes) return 'malformed'
  return { jwk: { kty, crv: crv as string, x: x as string, y: y as string }, signatureBytes: undefined }
}

function readAkp({ alg, pub }: Jwk, engine: Engine): Material | IgnoredReason {
  const algorithm = typeof alg === 'string' ? ALGORITHMS.get(alg) : undefined
  if (algorithm?.kty !== 'AKP') return 'unsupported_alg'
  if (readBytes(pub, engine)?.length !== algorithm.keyBytes) return 'malformed'
  return { jwk: { kty: 'AKP', alg: algorithm.name, pub: pub as string }, signatureBytes: undefined }
}

function readBytes(value: unknown, engine: Engine): Uint8Array | undefined {
  return typeof value === 'string' && isBase64Url(value) ? decodeBase64Url(value, engine) : undefined
}

/** An integer without leading zeros: one number has one spelling, and one thumbprint. RFC 7518 §2. */
function readInteger(value: unknown, engine: Engine): Uint8Array | undefined {
  const bytes = readBytes(value, engine)
  return bytes?.[0] === 0 ? undefined : bytes
}

function bitLength(bytes: Uint8Array): number {
  return toBigInt(bytes).toString(2).length
}

/** The algorithm that a key names, or else the first that its type can carry. */
export function firstFitting({ canonicalAlg, jwk }: ReadKey): Algorithm | undefined {
  return [...ALGORITHMS.values()].find((algorithm) =>
    canonicalAlg === undefined ? fits(algorithm, jwk) : algorithm.canonicalName === canonicalAlg,
  )
}
