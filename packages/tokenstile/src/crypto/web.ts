import type { Algorithm } from '../core/algorithms.ts'
import type { Engine, EngineKey } from '../core/engine.ts'
import type { PublicJwk } from '../core/keys/public-jwk.ts'

/** The engine of runtimes with the Web Cryptography API alone. It answers later, so there is no `verifySync`. */
export const engine: Engine = {
  name: 'web',
  synchronous: false,
  // Deno and Workers lack the other curves; ML-DSA is not there yet either.
  supports: ({ kty, crv }) => kty !== 'AKP' && crv !== 'secp256k1' && crv !== 'Ed448',
  isAscii: (text) => encoder.encode(text).length === text.length,
  decodeBase64Url,
  decodeBase64UrlText(text): { text: string; bytes: number } | undefined {
    const bytes = decodeBase64Url(text)
    try {
      return { text: decoder.decode(bytes), bytes: bytes.length }
    } catch {
      return undefined
    }
  },
  importKey: async (jwk, algorithm) => {
    const key = await crypto.subtle.importKey('jwk', toImportable(jwk), importParameters(algorithm), false, [
      'verify',
    ])
    // Deno takes any two numbers for a point of the curve, until the first signature throws.
    if (algorithm.kty === 'EC') await tryOut(key, algorithm)
    return key as unknown as EngineKey
  },
  verify: async (key, algorithm, signedText, signature) =>
    crypto.subtle.verify(
      verifyParameters(algorithm),
      key as unknown as CryptoKeyLike,
      signature as Uint8Array<ArrayBuffer>,
      encoder.encode(signedText),
    ),
  sha256: async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
}

type CryptoKeyLike = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const encoder = new TextEncoder()
/** Keeps a byte order mark, which JSON does not allow. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `atob` refuses strange characters where the contract is to skip them: either way the length tells. */
function decodeBase64Url(text: string): Uint8Array {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (char) => char.charCodeAt(0))
  } catch {
    return new Uint8Array(0)
  }
}

function toImportable(jwk: PublicJwk): { kty: string } {
  return { ...jwk }
}

function importParameters({ kty, crv, padding, hash }: Algorithm): RsaHashedImportParams | EcKeyImportParams {
  if (kty === 'RSA')
    return { name: padding === 'pss' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash: hash as string }
  return kty === 'EC'
    ? { name: 'ECDSA', namedCurve: crv as string }
    : { name: crv as string, namedCurve: crv as string }
}

function verifyParameters({ kty, crv, padding, hash }: Algorithm): AlgorithmParameters {
  if (kty === 'EC') return { name: 'ECDSA', hash: hash as string }
  if (kty === 'OKP') return { name: crv as string }
  return padding === 'pss'
    ? { name: 'RSA-PSS', saltLength: HASH_BYTES[hash as string] ?? 0 }
    : { name: 'RSASSA-PKCS1-v1_5' }
}

/** Throws where the key is none. */
async function tryOut(key: CryptoKeyLike, algorithm: Algorithm): Promise<void> {
  const signature = new Uint8Array(algorithm.signatureBytes ?? 0).fill(1)
  await crypto.subtle.verify(verifyParameters(algorithm), key, signature, signature)
}

const HASH_BYTES: Readonly<Record<string, number>> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 }

interface RsaHashedImportParams {
  name: string
  hash: string
}

interface EcKeyImportParams {
  name: string
  namedCurve: string
}

interface AlgorithmParameters {
  name: string
  hash?: string
  saltLength?: number
}
