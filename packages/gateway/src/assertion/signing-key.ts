import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { KeyTimes } from './key-times.ts'

/** A public key as it is published. RFC 7517 §4, RFC 7518 §6.2.1. */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly kid: string
  readonly alg: 'ES256'
  readonly use: 'sig'
}

/** A key that signs identities. */
export interface SigningKey extends KeyTimes {
  readonly privateKey: KeyObject
  readonly publicJwk: PublicJwk
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** A key as the file has it: a private JWK, with its times in epoch seconds. */
export const storedKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  d: coordinate,
  created_at: z.number().int().min(0),
  signs_from: z.number().int().min(0),
})

export type StoredKey = z.infer<typeof storedKey>

/** Makes a new key. */
export function makeStoredKey({ createdAt, signsFrom }: KeyTimes): StoredKey {
  // As bytes: on Node 20 a key that is still tied to the job that made it can lock the process up for good, where garbage
  // collection meets an export of that key as a JWK.
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const jwk = createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' }).export({ format: 'jwk' })
  return storedKey.parse({ ...jwk, created_at: createdAt, signs_from: signsFrom })
}

/** Reads a key of the file. Throws where its halves do not belong together. */
export function toSigningKey({ kty, crv, x, y, d, created_at, signs_from }: StoredKey): SigningKey {
  const privateKey = createPrivateKey({ key: { kty, crv, x, y, d }, format: 'jwk' })
  const publicKey = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
  const proof = sign('sha256', PROBE, privateKey)
  if (!verify('sha256', PROBE, publicKey, proof)) throw new Error('the halves of a key do not fit')
  return {
    privateKey,
    publicJwk: { kty, crv, x, y, kid: toThumbprint(x, y), alg: 'ES256', use: 'sig' },
    createdAt: created_at,
    signsFrom: signs_from,
  }
}

const PROBE = Buffer.from('tokenstile')

/** A name that no other key can have. RFC 7638. */
function toThumbprint(x: string, y: string): string {
  const members = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })
  return createHash('sha256').update(members).digest('base64url')
}
