import { ConfigError } from './errors.ts'
import type { VerifierEvent } from './events.ts'
import { readFunction, readInteger, readObject } from './option-readers.ts'
import type { Revocation } from './revocation.ts'

/** What holds for a whole verifier, beside its issuers. */
export interface VerifierSettings {
  /** How many verified tokens are remembered; `false` verifies each anew. Default: 10,000. */
  readonly cache?: { readonly maxEntries: number } | false
  /** Says which tokens no longer count. Default: none is asked. */
  readonly revocation?: Revocation
  /** The longest token that is looked at, in bytes. Default: 8,192. */
  readonly maxTokenBytes?: number
  /** Fetches discovery documents and keys. Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch
  /** The clock for the times in tokens, in milliseconds like `Date.now`, which is the default. */
  readonly now?: () => number
  /** The clock for ages and waits, in milliseconds; never set back. Default: `performance.now`. */
  readonly monotonicNow?: () => number
  /** Listens to what happens. What it throws is dropped: an observer never changes a decision. */
  readonly onEvent?: (event: VerifierEvent) => void
}

/** What the settings fall back to: the platform's clock, fetch and so on. The core has none of its own. */
export interface Platform {
  readonly fetch: typeof globalThis.fetch
  readonly now: () => number
  readonly monotonicNow: () => number
}

/** {@link VerifierSettings}, checked and complete. */
export interface ResolvedSettings extends Platform {
  /** 0: no cache. */
  readonly maxCacheEntries: number
  readonly revocation: Revocation | undefined
  readonly maxTokenBytes: number
  readonly onEvent: ((event: VerifierEvent) => void) | undefined
}

const NAMES: readonly (keyof VerifierSettings)[] = [
  'cache',
  'revocation',
  'maxTokenBytes',
  'fetch',
  'now',
  'monotonicNow',
  'onEvent',
]

export function readSettings(value: unknown, platform: Platform): ResolvedSettings {
  const given = readObject('settings', value, NAMES)
  const read = <F extends (...args: never[]) => unknown>(name: keyof VerifierSettings, byDefault: F): F =>
    given[name] === undefined ? byDefault : readFunction<F>(`settings.${name}`, given[name])
  return Object.freeze({
    maxCacheEntries: readMaxCacheEntries(given['cache']),
    revocation: given['revocation'] === undefined ? undefined : readRevocation(given['revocation']),
    maxTokenBytes:
      given['maxTokenBytes'] === undefined
        ? 8192
        : readInteger('settings.maxTokenBytes', given['maxTokenBytes'], {
            min: 256,
            max: 1_048_576,
            unit: 'bytes',
          }),
    fetch: read('fetch', platform.fetch),
    now: read('now', platform.now),
    monotonicNow: read('monotonicNow', platform.monotonicNow),
    onEvent:
      given['onEvent'] === undefined
        ? undefined
        : readFunction<NonNullable<ResolvedSettings['onEvent']>>('settings.onEvent', given['onEvent']),
  })
}

function readMaxCacheEntries(value: unknown): number {
  if (value === undefined) return 10_000
  if (value === false) return 0
  if (value === true) throw new ConfigError('settings.cache', 'expected { maxEntries } or false')
  const cache = readObject('settings.cache', value, ['maxEntries'])
  return readInteger('settings.cache.maxEntries', cache['maxEntries'], {
    min: 1,
    max: 10_000_000,
    unit: 'entries',
  })
}

function readRevocation(value: unknown): Revocation {
  const revocation = value as Partial<Revocation> | null
  if (typeof revocation?.isRevoked !== 'function' || typeof revocation.epoch !== 'function') {
    throw new ConfigError('settings.revocation', 'expected an object with the functions isRevoked and epoch')
  }
  return value as Revocation
}
