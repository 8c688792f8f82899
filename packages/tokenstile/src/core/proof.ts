import type { Algorithm } from './algorithms.ts'
import type { AnyAuth } from './auth.ts'
import type { Claims, VerifiedClaims } from './claims.ts'
import type { TrustedIssuer } from './issuer-book.ts'
import type { VerificationKey } from './keys/verification-key.ts'
import type { NotRevoked } from './revocation.ts'
import type { ResolvedSettings } from './settings.ts'
import type { TimeWindow } from './time-checks.ts'

/** Everything that a verified token's `Auth` rests on. */
export interface Proof {
  readonly issuer: TrustedIssuer
  readonly algorithm: Algorithm
  readonly key: VerificationKey
  /** The kid that the token names. */
  readonly kid: string | undefined
  readonly window: TimeWindow
  /** The last answer of the revocation list; undefined where there is none. */
  readonly notRevoked: NotRevoked | undefined
  /** The claims as the token has them: a schema may leave some out. */
  readonly claims: VerifiedClaims
  /** The settings of the verifier that gave it: each has its own. */
  readonly settings: ResolvedSettings
}

/** A constructor that gives back what it is given, so that a field of the class below lands on that object. */
// oxlint-disable-next-line typescript/no-extraneous-class -- it exists to be extended
class Given {
  constructor(given: object) {
    // oxlint-disable-next-line no-constructor-return -- the point of it
    return given
  }
}

/**
 * Keeps a proof on an `Auth` as a private field: no copy, comparison or JSON of it shows the proof, nobody can forge one, and
 * it costs a tenth of a WeakMap.
 */
class Proved extends Given {
  readonly #proof: Proof

  constructor(auth: object, proof: Proof) {
    super(auth)
    this.#proof = proof
  }

  static proofOf(auth: object): Proof | undefined {
    return #proof in auth ? auth.#proof : undefined
  }
}

/** Gives an `Auth` its proof and freezes it. */
export function sealAuth(auth: AnyAuth, proof: Proof): AnyAuth {
  void new Proved(auth, proof)
  return Object.freeze(auth)
}

/** What an `Auth` rests on; undefined for one that no verifier of this build made, such as a test's. */
export const proofOf: (auth: object) => Proof | undefined = Proved.proofOf

/** The claims as the token has them; for an `Auth` that no verifier made, such as a test's, its `claims`. */
export function rawClaimsOf(auth: AnyAuth): Claims {
  return proofOf(auth)?.claims ?? Object(auth.claims)
}
