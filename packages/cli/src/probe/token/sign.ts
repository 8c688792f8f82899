import { constants, createHmac, sign as signBytes, type KeyObject } from 'node:crypto'
import { toPart } from './good-token.ts'

/** Makes a token of a header, claims and a signature; what is text is taken as the JSON that it is. */
export function joinToken(header: unknown, claims: unknown, signature: Uint8Array | string): string {
  return `${toPart(header)}.${toPart(claims)}.${toSignaturePart(signature)}`
}

/** Signs with a private key by the algorithm's name. RFC 7518 §3.1, RFC 8037 §3.1. */
export function signToken(header: unknown, claims: unknown, key: KeyObject, alg: string): string {
  const input = `${toPart(header)}.${toPart(claims)}`
  return `${input}.${toSignaturePart(signInput(input, key, alg))}`
}

/** HMAC with any bytes as the secret. */
export function signHmac(header: unknown, claims: unknown, secret: Uint8Array | string, alg = 'HS256'): string {
  const input = `${toPart(header)}.${toPart(claims)}`
  const signature = createHmac(`sha${alg.slice(2)}`, secret).update(input).digest()
  return `${input}.${toSignaturePart(signature)}`
}

function signInput(input: string, key: KeyObject, alg: string): Uint8Array {
  const bytes = Buffer.from(input)
  const hash = alg.startsWith('Ed') ? null : `sha${alg.slice(2)}`
  if (alg.startsWith('PS')) {
    const saltLength = Number(alg.slice(2)) / 8
    return signBytes(hash, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
  }
  return signBytes(hash, bytes, { key, dsaEncoding: 'ieee-p1363' })
}

function toSignaturePart(signature: Uint8Array | string): string {
  return typeof signature === 'string' ? signature : Buffer.from(signature).toString('base64url')
}
