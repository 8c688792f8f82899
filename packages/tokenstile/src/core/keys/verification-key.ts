import type { Algorithm } from '../algorithms.ts'
import type { Engine, EngineKey } from '../engine.ts'
import { andThen, isPromise } from '../promise.ts'
import { fits, type ReadKey } from './jwk.ts'

/** A public key of an issuer, ready to verify. One object for one key material, however often its set is fetched. */
export interface VerificationKey {
  readonly kid: string | undefined
  /** The length of this key's RSA signatures; undefined for other keys. */
  readonly signatureBytes: number | undefined
  /** RFC 7638 SHA-256 thumbprint, base64url. */
  thumbprint(): string | Promise<string>
  /**
   * Whether the key may verify this algorithm: it says so, or says nothing and was not yet bound to another. Never once
   * its material turned out not to be valid.
   */
  allows(algorithm: Algorithm): boolean
  /** Binds a key that names no algorithm to the first that verified with it: one key, one algorithm. RFC 8725 §3.1. */
  bindTo(algorithm: Algorithm): void
  /** The key as the engine imported it, once per algorithm. Throws or rejects where the material is not valid. */
  importFor(algorithm: Algorithm): EngineKey | Promise<EngineKey>
}

export function createVerificationKey(read: ReadKey, engine: Engine): VerificationKey {
  const { jwk } = read
  const imported = new Map<string, EngineKey | Promise<EngineKey>>()
  let canonicalAlg = read.canonicalAlg
  let isBroken = false
  let knownThumbprint: string | Promise<string> | undefined
  return {
    kid: read.kid,
    signatureBytes: read.signatureBytes,
    // Once: a verifier that distrusts a thumbprint asks on each request, and each second for each open socket.
    thumbprint: () =>
      (knownThumbprint ??= andThen(thumbprint(read, engine), (text) => (knownThumbprint = text))),
    allows: (algorithm) =>
      !isBroken &&
      (canonicalAlg === undefined ? fits(algorithm, jwk) : canonicalAlg === algorithm.canonicalName),
    bindTo: (algorithm) => {
      canonicalAlg ??= algorithm.canonicalName
    },
    importFor: (algorithm) => {
      let key = imported.get(algorithm.canonicalName)
      if (key === undefined) {
        key = engine.importKey(jwk, algorithm)
        imported.set(algorithm.canonicalName, key)
        if (isPromise(key)) {
          // The second look spares the promise; a failure is told to whoever awaits, not to the process.
          key.then(
            (settled) => imported.set(algorithm.canonicalName, settled),
            () => {
              isBroken = true
            },
          )
        }
      }
      return key
    },
  }
}

/** The text that names a key's material and purpose: equal for the same key, however its set was written. */
export function identify({ jwk, kid, canonicalAlg }: ReadKey): string {
  return JSON.stringify([requiredMembers(jwk), kid ?? null, canonicalAlg ?? null])
}

function thumbprint({ jwk }: ReadKey, engine: Engine): string | Promise<string> {
  const digest = engine.sha256(JSON.stringify(requiredMembers(jwk)))
  return isPromise(digest) ? Promise.resolve(digest).then(toBase64Url) : toBase64Url(digest)
}

/** The members that RFC 7638 §3.2 lists for the key's type, in lexicographic order. */
function requiredMembers(jwk: ReadKey['jwk']): Record<string, string> {
  return Object.fromEntries(Object.entries(jwk).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
