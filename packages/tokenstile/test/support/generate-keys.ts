import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** A pair of keys of node:crypto. */
export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

type Generated = { publicKey: Buffer; privateKey: Buffer }
type Generate = (type: string, options: object) => Generated

/**
 * Generates a pair of keys. It leaves the generator as bytes: on Node 20 a key that is still tied to the job that made it
 * can lock the process up for good, where garbage collection meets an export of that key as a JWK.
 */
export function generateKeys(type: string, options: object = {}): KeyPair {
  const { publicKey, privateKey } = (generateKeyPairSync as unknown as Generate)(type, {
    ...options,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return {
    publicKey: createPublicKey({ key: publicKey, type: 'spki', format: 'der' }),
    privateKey: createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' }),
  }
}
