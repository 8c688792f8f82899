import type { Algorithm } from './algorithms.ts'
import type { VerifiedClaims } from './claims.ts'
import type { UnverifiedToken } from './compact.ts'
import type { Engine, EngineKey } from './engine.ts'
import type { KeyChoice } from './keys/key-set.ts'
import type { VerificationKey } from './keys/verification-key.ts'
import { refuse, type Refusal } from './refusal.ts'

/** A token whose signature was verified, and what did it. */
export interface ProvedToken {
  readonly claims: VerifiedClaims
  readonly key: VerificationKey
  readonly algorithm: Algorithm
}

/**
 * Verifies the signature of a token with the keys that were chosen for it. The only maker of {@link VerifiedClaims}.
 * Does NOT check any claim: `core/checks.ts` did. RFC 7515 §5.2.
 */
export function verifySignature(
  token: UnverifiedToken,
  algorithm: Algorithm,
  choice: KeyChoice,
  engine: Engine,
): ProvedToken | Refusal | Promise<ProvedToken | Refusal> {
  if (typeof choice === 'string') return refuse(choice, { header: 'kid' })
  const keys = choice.slice(0, MAX_TRIED)
  return engine.synchronous
    ? verifyNow(token, algorithm, keys, engine)
    : verifyLater(token, algorithm, keys, engine)
}

type Keys = readonly VerificationKey[]

/** How many keys are tried for a token that names none. */
const MAX_TRIED = 8

const UNUSABLE: Refusal = refuse('unusable_key', { header: 'kid' })

function verifyNow(
  token: UnverifiedToken,
  algorithm: Algorithm,
  keys: Keys,
  engine: Engine,
): ProvedToken | Refusal {
  let refusal = refuse('bad_signature')
  for (const key of keys) {
    if (!hasRightLength(token.signature, algorithm, key)) continue
    try {
      if (
        engine.verify(key.importFor(algorithm) as EngineKey, algorithm, token.signedText, token.signature) ===
        true
      ) {
        return prove(token, algorithm, key)
      }
    } catch {
      refusal = UNUSABLE
    }
  }
  return refusal
}

async function verifyLater(
  token: UnverifiedToken,
  algorithm: Algorithm,
  keys: Keys,
  engine: Engine,
): Promise<ProvedToken | Refusal> {
  let refusal = refuse('bad_signature')
  for (const key of keys) {
    if (!hasRightLength(token.signature, algorithm, key)) continue
    try {
      if (
        (await engine.verify(
          await key.importFor(algorithm),
          algorithm,
          token.signedText,
          token.signature,
        )) === true
      ) {
        return prove(token, algorithm, key)
      }
    } catch {
      refusal = UNUSABLE
    }
  }
  return refusal
}

/** Gives the claims their proof, unless the key was bound to another algorithm while this one waited. */
function prove(token: UnverifiedToken, algorithm: Algorithm, key: VerificationKey): ProvedToken | Refusal {
  if (!key.allows(algorithm)) return UNUSABLE
  key.bindTo(algorithm)
  // The one place where claims become verified.
  return { claims: token.claims as VerifiedClaims, key, algorithm }
}

/** A signature of another length is not tried: some engines pad or cut. RFC 7518 §3.3-3.5. */
function hasRightLength(signature: Uint8Array, algorithm: Algorithm, key: VerificationKey): boolean {
  return signature.length === (algorithm.signatureBytes ?? key.signatureBytes)
}
