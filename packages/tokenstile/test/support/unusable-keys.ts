import { randomBytes } from 'node:crypto'
import { testKey } from './keys.ts'

/** A key that a set may hold and that must never verify anything, with the reason that the verifier gives. */
export interface UnusableKey {
  readonly what: string
  readonly reason: string
  readonly jwk: unknown
}

/** Every way in which a key of a set is unfit. Each has its own kid, unless it cannot have one. */
export function unusableKeys(): readonly UnusableKey[] {
  const rsa = testKey('RS256').jwk as Record<string, unknown>
  const ec = testKey('ES256').jwk as Record<string, unknown>
  const okp = testKey('Ed25519').jwk as Record<string, unknown>
  const rows: [what: string, reason: string, jwk: Record<string, unknown>][] = [
    ['a private RSA key', 'private', { ...privateJwk('RS256'), alg: 'RS256' }],
    ['an RSA key with a CRT member alone', 'private', { ...rsa, dp: 'AQAB' }],
    ['an RSA key with more primes', 'private', { ...rsa, oth: [] }],
    ['a private EC key', 'private', { ...privateJwk('ES256'), alg: 'ES256' }],
    ['a private OKP key', 'private', privateJwk('Ed25519')],
    ['a private ML-DSA key', 'private', { kty: 'AKP', alg: 'ML-DSA-44', pub: bytes(1312), priv: bytes(32) }],
    ['a symmetric key', 'symmetric', { kty: 'oct', k: bytes(32), alg: 'HS256' }],
    ['an empty symmetric key', 'symmetric', { kty: 'oct', k: '' }],
    ['a symmetric key without its bytes', 'symmetric', { kty: 'oct' }],
    ['an RSA key with a symmetric member', 'symmetric', { ...rsa, k: 'AAAA' }],
    ['a key without kty', 'unknown_kty', { ...rsa, kty: undefined }],
    ['a kty in another case', 'unknown_kty', { ...rsa, kty: 'rsa' }],
    ['a kty that is no string', 'unknown_kty', { ...rsa, kty: ['RSA'] }],
    ['an encryption key', 'wrong_use', { ...rsa, use: 'enc' }],
    ['a use in another case', 'wrong_use', { ...rsa, use: 'SIG' }],
    ['a use that is null', 'wrong_use', { ...rsa, use: null }],
    ['a key for signing alone', 'wrong_key_ops', { ...rsa, key_ops: ['sign'] }],
    ['a key for no operation', 'wrong_key_ops', { ...rsa, key_ops: [] }],
    ['key_ops that are no list', 'wrong_key_ops', { ...rsa, key_ops: 'verify' }],
    ['an alg for encryption', 'unsupported_alg', { ...rsa, alg: 'RSA-OAEP' }],
    ['an alg of HMAC', 'unsupported_alg', { ...rsa, alg: 'HS256' }],
    ['the alg none', 'unsupported_alg', { ...rsa, alg: 'none' }],
    ['an alg that is no string', 'unsupported_alg', { ...rsa, alg: ['RS256'] }],
    ['the alg of another key type', 'alg_does_not_fit', { ...rsa, alg: 'ES256' }],
    ['the alg of another curve', 'alg_does_not_fit', { ...ec, alg: 'ES384' }],
    ['an RSA alg on an OKP key', 'alg_does_not_fit', { ...okp, alg: 'RS256' }],
    ['an RSA key without modulus', 'malformed', { ...rsa, n: undefined }],
    ['a modulus in base64', 'malformed', { ...rsa, n: `${String(rsa['n']).slice(0, -2)}+/` }],
    ['a modulus with padding', 'malformed', { ...rsa, n: `${String(rsa['n'])}==` }],
    ['a modulus that is a number', 'malformed', { ...rsa, n: 65_537 }],
    ['an RSA key without exponent', 'malformed', { ...rsa, e: undefined }],
    ['an exponent that is not canonical', 'malformed', { ...rsa, e: 'AQABA' }],
    ['an EC point without y', 'malformed', { ...ec, y: undefined }],
    ['an EC point that is too short', 'malformed', { ...ec, x: bytes(31) }],
    ['an EC point that is too long', 'malformed', { ...ec, x: bytes(33) }],
    ['an OKP point that is too short', 'malformed', { ...okp, x: bytes(31) }],
    ['an OKP point of small order', 'weak', { ...okp, x: Buffer.alloc(32).toString('base64url') }],
    ['an ML-DSA key that is too short', 'malformed', { kty: 'AKP', alg: 'ML-DSA-44', pub: bytes(1311) }],
    ['an ML-DSA key of another set', 'malformed', { kty: 'AKP', alg: 'ML-DSA-65', pub: bytes(1312) }],
    ['an AKP key without alg', 'unsupported_alg', { kty: 'AKP', pub: bytes(1312) }],
    ['an AKP key with an RSA alg', 'unsupported_alg', { kty: 'AKP', alg: 'RS256', pub: bytes(1312) }],
    ['a modulus of 1024 bits', 'weak', { ...rsa, n: modulus(1024) }],
    ['a modulus of 2047 bits', 'weak', { ...rsa, n: modulus(2047) }],
    ['a modulus of 2047 bits behind zeros', 'malformed', { ...rsa, n: modulus(2047, 8) }],
    ['a modulus of zeros', 'malformed', { ...rsa, n: Buffer.alloc(256).toString('base64url') }],
    ['a modulus of 8193 bits', 'weak', { ...rsa, n: modulus(8193) }],
    ['an empty exponent', 'weak', { ...rsa, e: '' }],
    ['the exponent zero', 'malformed', { ...rsa, e: 'AA' }],
    ['the exponent one', 'weak', { ...rsa, e: 'AQ' }],
    ['an even exponent', 'weak', { ...rsa, e: 'AQAA' }],
    ['an exponent of nine bytes', 'weak', { ...rsa, e: Buffer.alloc(9, 1).toString('base64url') }],
    ['a key exchange curve', 'wrong_curve', { ...okp, crv: 'X25519', alg: undefined }],
    ['a curve that is not known', 'wrong_curve', { ...ec, crv: 'P-224', alg: undefined }],
    ['a curve of the other key type', 'wrong_curve', { ...ec, crv: 'Ed25519', alg: undefined }],
    ['a key without curve', 'wrong_curve', { ...okp, crv: undefined }],
  ]
  return [
    ...rows.map(([what, reason, jwk]) => ({ what, reason, jwk: { ...jwk, kid: what } })),
    { what: 'a kid that is a number', reason: 'malformed', jwk: { ...rsa, kid: 1 } },
    { what: 'null instead of a key', reason: 'not_an_object', jwk: null },
    { what: 'a string instead of a key', reason: 'not_an_object', jwk: 'RSA' },
    { what: 'a list instead of a key', reason: 'not_an_object', jwk: [rsa] },
  ]
}

function privateJwk(alg: string): Record<string, unknown> {
  return { ...testKey(alg).privateKey.export({ format: 'jwk' }) }
}

function bytes(length: number): string {
  return randomBytes(length).toString('base64url')
}

/** An odd number of so many bits, with zero bytes before it. It has no known factors, and needs none here. */
function modulus(bits: number, zeros = 0): string {
  const number = randomBytes(Math.ceil(bits / 8))
  const topBit = 1 << ((bits - 1) % 8)
  number[0] = (number[0]! & (topBit - 1)) | topBit
  number[number.length - 1]! |= 1
  return Buffer.concat([Buffer.alloc(zeros), number]).toString('base64url')
}
