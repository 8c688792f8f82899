import type { Algorithm } from '../algorithms.ts'
import type { FetchFailure } from './fetch-json.ts'
import type { KeyChoice } from './key-set.ts'
import type { VerificationKey } from './verification-key.ts'

/** The keys of one issuer, wherever they come from. Belongs to that issuer alone: no look-up crosses. */
export interface KeyRing {
  /** The keys to try for a token. The one step of a verification that may wait; throws `keys_unavailable`. */
  find(kid: string | undefined, algorithm: Algorithm): KeyChoice | Promise<KeyChoice>
  /** Whether a key that verified a token of this kid earlier is still in the current, not outdated set. Never waits. */
  vouchesFor(key: VerificationKey, algorithm: Algorithm, kid: string | undefined): boolean
  warmUp(): Promise<void>
  health(): KeyHealth
  /** Where the ring holds something of the program's own. */
  close?(): void
}

/** The state of one issuer's keys. */
export interface KeyHealth {
  /** `idle`: nothing asked for yet. `degraded`: verifying with keys that could not be refreshed. `down`: no keys. */
  readonly state: 'idle' | 'ready' | 'degraded' | 'down'
  /** How many keys can verify. */
  readonly keys?: number
  /** Age of the set in seconds. */
  readonly ageSeconds?: number
  /** Why the last fetch failed, while that is the latest news. */
  readonly lastFailure?: FetchFailure
  /** The HTTP status of that fetch, where that is what was wrong. */
  readonly lastStatus?: number
  /** Since when fetches have failed, in epoch seconds. */
  readonly failingSince?: number
  /** Until when the keys serve if nothing good comes, in epoch seconds. */
  readonly usableUntil?: number
  /** What a key source of the program says of itself. */
  readonly details?: unknown
}
