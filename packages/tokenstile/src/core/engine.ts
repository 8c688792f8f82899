import type { Algorithm } from './algorithms.ts'
import type { PublicJwk } from './keys/public-jwk.ts'

declare const engineKey: unique symbol
/** A public key as an engine imported it for one algorithm. Opaque to everyone else. */
export type EngineKey = { readonly [engineKey]: true }

/**
 * What the core needs from a runtime: bytes and signatures. One file per engine in `crypto/`; the package's
 * `#crypto` import picks one by the runtime's condition.
 */
export interface Engine {
  readonly name: 'node' | 'web'
  /** True where `importKey` and `verify` answer at once; `verifySync` needs it. */
  readonly synchronous: boolean
  /** Whether this engine can verify the algorithm. */
  supports(algorithm: Algorithm): boolean
  /** Whether a text is ASCII. */
  isAscii(text: string): boolean
  /**
   * Decodes base64url leniently: characters that do not belong may be skipped, so the caller compares the length.
   * `core/base64url.ts` is the strict way in.
   */
  decodeBase64Url(text: string): Uint8Array
  /** As `decodeBase64Url`, then strictly as UTF-8, keeping a byte order mark. Undefined where it is no UTF-8. */
  decodeBase64UrlText(text: string): { readonly text: string; readonly bytes: number } | undefined
  /** Imports a public key for one algorithm. Throws or rejects where the key material is not valid. */
  importKey(jwk: PublicJwk, algorithm: Algorithm): EngineKey | Promise<EngineKey>
  /** Whether the signature over an ASCII text is the key's. Does not throw for a bad signature. */
  verify(
    key: EngineKey,
    algorithm: Algorithm,
    signedText: string,
    signature: Uint8Array,
  ): boolean | Promise<boolean>
  /** SHA-256 of an ASCII text, for key thumbprints (RFC 7638). */
  sha256(text: string): Uint8Array | Promise<Uint8Array>
}
