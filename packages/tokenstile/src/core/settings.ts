import { ConfigError } from './errors.ts'
import type { VerifierEvent } from './events.ts'
import type { FetchDocument } from './keys/fetch-document.ts'
import { countOf, optional, readFunction, readOptions } from './option-readers.ts'
import {
  readCookieOptions,
  readWebSocketOptions,
  toTokenPlaces,
  type CookieOptions,
  type TokenPlaces,
  type WebSocketOptions,
} from './request/token-places.ts'
import type { Revocation } from './revocation.ts'

/** What holds for a whole verifier, beside its issuers. */
export interface VerifierSettings {
  /** How many verified tokens are remembered; `false` verifies each anew. Default: 10,000. */
  readonly cache?: { readonly maxEntries: number } | false
  /** Takes the token from a cookie where there is no `Authorization` header. Default: never. */
  readonly cookie?: CookieOptions
  /** Which pages may open WebSockets. Default: those that `cookie` allows, else none; programs need no origin. */
  readonly webSocket?: WebSocketOptions
  /** Says which tokens no longer count. Default: none is asked. */
  readonly revocation?: Revocation
  /** The longest token that is looked at, in bytes. Default: 8,192. */
  readonly maxTokenBytes?: number
  /**
   * Fetches discovery documents and keys; a `fetch` of any library fits. It must heed the signal and follow no redirect:
   * what it redirected is refused. Default: the platform's.
   */
  readonly fetch?: FetchDocument
  /** The clock for the times in tokens, in milliseconds like `Date.now`, which is the default. */
  readonly now?: () => number
  /** The clock for ages and waits, in milliseconds; never set back. Default: `performance.now`. */
  readonly monotonicNow?: () => number
  /**
   * Lets work go on behind the answer, where the runtime stops it there: on Workers, `waitUntil` of `cloudflare:workers`.
   * Without, one request waits for each refresh there. Default: none.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** Listens to what happens. What it throws is dropped: an observer never changes a decision. */
  readonly onEvent?: (event: VerifierEvent) => void
}

/** What the settings fall back to: the platform's clock, fetch and so on. The core has none of its own. */
export interface Platform {
  readonly fetch: FetchDocument
  readonly now: () => number
  readonly monotonicNow: () => number
  /** From 0 up to 1: spreads what many processes would else do at the same moment. Nothing secret rests on it. */
  readonly random: () => number
  /** Runs a step once after a time in milliseconds, unless it is called off; keeps no process alive. */
  readonly after: (ms: number, step: () => void) => () => void
  /** Whether a request may wait for what another one started. On Workers it waits for ever, or fails with it. */
  readonly sharesIo: boolean
}

/** {@link VerifierSettings}, checked and complete. */
export interface ResolvedSettings extends Platform {
  /** 0: no cache. */
  readonly maxCacheEntries: number
  readonly places: TokenPlaces
  readonly revocation: Revocation | undefined
  readonly maxTokenBytes: number
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined
  readonly onEvent: ((event: VerifierEvent) => void) | undefined
}

/** What no setting replaces. */
type OfThePlatform = 'random' | 'after' | 'sharesIo'

/** The settings as they were given and read each by itself. */
interface GivenSettings extends Omit<ResolvedSettings, 'maxCacheEntries' | 'places' | OfThePlatform> {
  readonly cache: number
  readonly cookie: CookieOptions | undefined
  readonly webSocket: WebSocketOptions | undefined
}

export function readSettings(value: unknown, platform: Platform): ResolvedSettings {
  const { cache, cookie, webSocket, ...settings } = readOptions<GivenSettings>('settings', value, {
    cache: optional(readMaxCacheEntries, 10_000),
    cookie: optional(readCookieOptions),
    webSocket: optional(readWebSocketOptions),
    revocation: optional(readRevocation),
    maxTokenBytes: optional(countOf('bytes', 256, 1_048_576), 8192),
    fetch: optional(readFunction<Platform['fetch']>, platform.fetch),
    now: optional(readFunction<Platform['now']>, platform.now),
    monotonicNow: optional(readFunction<Platform['monotonicNow']>, platform.monotonicNow),
    waitUntil: optional(readFunction<(work: Promise<unknown>) => void>),
    onEvent: optional(readFunction<(event: VerifierEvent) => void>),
  })
  return Object.freeze({
    ...settings,
    random: platform.random,
    after: platform.after,
    sharesIo: platform.sharesIo,
    maxCacheEntries: cache,
    places: toTokenPlaces(cookie, webSocket),
  })
}

function readMaxCacheEntries(path: string, value: unknown): number {
  if (value === false) return 0
  if (value === true) throw new ConfigError(path, 'expected { maxEntries } or false')
  return readOptions(path, value, {
    maxEntries: countOf('entries', 1, 10_000_000),
  }).maxEntries
}

function readRevocation(path: string, value: unknown): Revocation {
  const revocation = value as Partial<Revocation> | null
  if (typeof revocation?.isRevoked === 'function' && typeof revocation.epoch === 'function')
    return value as Revocation
  throw new ConfigError(path, 'expected an object with the functions isRevoked and epoch')
}
