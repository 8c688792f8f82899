import type { Algorithm } from '../algorithms.ts'
import { AuthError } from '../errors.ts'
import type { EventSink } from '../events.ts'
import { fetchKeys, type FetchedKeys, type KeyFetch } from './fetch-keys.ts'
import type { FetchFailure } from './fetch-json.ts'
import type { KeyHealth, KeyRing } from './key-ring.ts'
import { chooseKeys, type KeyChoice, type KeySet } from './key-set.ts'
import { createTokenBucket } from './token-bucket.ts'

/** How a remote ring behaves. All times are in milliseconds of the monotonic clock. */
export interface RemoteRingSettings {
  readonly issuer: string
  readonly fetch: KeyFetch
  readonly ttlMs: number
  readonly staleMs: number
  readonly unknownKids: { readonly fetches: number; readonly perMs: number }
  /** Whether the issuer is reached without TLS beyond this machine: every fetch then says so. */
  readonly isInsecure: boolean
  readonly monotonicNow: () => number
  readonly onEvent: EventSink
}

interface HeldSet {
  readonly set: KeySet
  readonly startedAt: number
  readonly ttlMs: number
}

const MIN_TTL_MS = 60_000
const MAX_TTL_MS = 3_600_000
/** An unknown kid may be called unknown on the word of a fetch that began this long before its token came. */
const RECENT_MS = 5_000
const FIRST_BACKOFF_MS = 1_000
const MAX_BACKOFF_MS = 60_000

/**
 * Keys fetched from the issuer and kept. A known kid waits only where there is no set or the set is long outdated; an
 * unknown one causes one shared, metered fetch. An issuer that fails makes the ring stale, then unavailable, never a
 * token invalid. Nothing is fetched before the first token, and no timer runs.
 */
export function createRemoteRing(settings: RemoteRingSettings): KeyRing {
  const { monotonicNow, onEvent, issuer } = settings
  const unknownKids = createTokenBucket(settings.unknownKids, monotonicNow)
  let held: HeldSet | undefined
  let inFlight: { readonly startedAt: number; readonly done: Promise<void> } | undefined
  let failures = 0
  let lastFailure: FetchFailure | undefined
  let lastStatus: number | undefined
  let retryAt = -Infinity

  /** Starts the one shared fetch, or joins it. Never rejects: its outcome is in `held` and `lastFailure`. */
  function refresh(): Promise<void> {
    inFlight ??= startRefresh()
    return inFlight.done
  }

  function startRefresh(): { startedAt: number; done: Promise<void> } {
    const startedAt = monotonicNow()
    const done = begin().then((fetched) => {
      inFlight = undefined
      if (fetched.ok) {
        held = { set: fetched.set, startedAt, ttlMs: chooseTtl(fetched.maxAgeSeconds) }
        failures = 0
        lastFailure = undefined
        lastStatus = undefined
        retryAt = -Infinity
        onEvent({ type: 'keys_refreshed', issuer, keys: fetched.set.keys.length })
      } else {
        failures++
        lastFailure = fetched.failure
        lastStatus = fetched.status
        retryAt = monotonicNow() + Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1))
        onEvent({ type: 'refresh_failed', issuer, failure: fetched.failure, status: fetched.status })
      }
    })
    return { startedAt, done }
  }

  /** Later than the caller's step, which first remembers that a fetch is under way: listeners may verify tokens too. */
  async function begin(): Promise<FetchedKeys> {
    await Promise.resolve()
    if (settings.isInsecure) onEvent({ type: 'insecure_issuer', issuer })
    return await fetchKeys(settings.fetch)
  }

  const chooseTtl = (maxAgeSeconds: number | undefined): number =>
    maxAgeSeconds === undefined
      ? settings.ttlMs
      : Math.min(MAX_TTL_MS, Math.max(MIN_TTL_MS, maxAgeSeconds * 1000))

  const isInBackoff = (): boolean => monotonicNow() < retryAt
  const isYoungerThan = (ms: number, { startedAt }: HeldSet): boolean => monotonicNow() - startedAt < ms
  /** Past twice its TTL, or past the stale limit where that comes first, a set answers only if a refresh fails. */
  const isOutdated = (set: HeldSet): boolean =>
    !isYoungerThan(Math.min(2 * set.ttlMs, Math.max(set.ttlMs, settings.staleMs)), set)
  const isUsable = (set: HeldSet): boolean => !isOutdated(set) || isYoungerThan(settings.staleMs, set)

  /** From four fifths of its age on, a set is refreshed behind the request that meets it. */
  function refreshAhead({ startedAt, ttlMs }: HeldSet): void {
    if (monotonicNow() - startedAt > ttlMs * 0.8 && !isInBackoff()) void refresh()
  }

  function unavailable(): AuthError {
    const waitMs = isInBackoff() ? retryAt - monotonicNow() : unknownKids.waitMs()
    return new AuthError('keys_unavailable', {
      issuer,
      reason: lastFailure ?? 'unknown_kid_throttled',
      ...(lastStatus !== undefined && { httpStatus: lastStatus }),
      retryAfterSeconds: Math.ceil(waitMs / 1000),
      ...hintFor(lastFailure),
    })
  }

  /** The held set if it may serve now; starts what refreshes it. */
  function current(): HeldSet | undefined {
    if (held === undefined || isOutdated(held)) {
      return held !== undefined && isInBackoff() && isUsable(held) ? held : undefined
    }
    refreshAhead(held)
    return held
  }

  async function refreshAndTake(): Promise<HeldSet> {
    if (!isInBackoff()) await refresh()
    if (held === undefined || !isUsable(held)) throw unavailable()
    return held
  }

  function find(kid: string | undefined, algorithm: Algorithm): KeyChoice | Promise<KeyChoice> {
    const askedAt = monotonicNow()
    const serving = current()
    if (serving === undefined) return refreshAndTake().then((taken) => searchAgain(taken))
    const choice = chooseKeys(serving.set, kid, algorithm)
    return choice === 'unknown_key' ? refetchFor(serving) : choice

    function searchAgain(taken: HeldSet): KeyChoice | Promise<KeyChoice> {
      const found = chooseKeys(taken.set, kid, algorithm)
      return found === 'unknown_key' && taken.startedAt < askedAt ? refetchFor(taken) : found
    }

    /** Fetches once more for a kid that the searched set lacks, within the meter; else says how sure the answer is. */
    async function refetchFor(searched: HeldSet): Promise<KeyChoice> {
      if (inFlight !== undefined || (!isInBackoff() && unknownKids.take())) await refresh()
      if (held === undefined || held === searched) return withoutFetch(searched)
      return searchAgain(held)
    }

    function withoutFetch(searched: HeldSet): KeyChoice {
      if (searched.startedAt >= askedAt - RECENT_MS) return 'unknown_key'
      onEvent({ type: 'unknown_key_throttled', issuer })
      throw unavailable()
    }
  }

  return {
    find,
    vouchesFor(key, algorithm): boolean {
      if (held === undefined || isOutdated(held)) return false
      refreshAhead(held)
      return held.set.has(key) && key.allows(algorithm)
    },
    async warmUp(): Promise<void> {
      if (current() === undefined) await refreshAndTake()
    },
    health(): KeyHealth {
      if (held === undefined) {
        return lastFailure === undefined ? { state: 'idle' } : { state: 'down', lastFailure }
      }
      const state = !isUsable(held) ? 'down' : lastFailure === undefined ? 'ready' : 'degraded'
      const ageSeconds = Math.round((monotonicNow() - held.startedAt) / 1000)
      return {
        state,
        keys: held.set.keys.length,
        ageSeconds,
        ...(lastFailure !== undefined && { lastFailure }),
      }
    },
    close: () => undefined,
  }
}

function hintFor(failure: FetchFailure | undefined): { hint?: string } {
  switch (failure) {
    case 'redirect':
      return {
        hint: 'the issuer answered with a redirect, as Authgear does for any but its public origin: configure that origin',
      }
    case 'issuer_mismatch':
      return {
        hint: 'the discovery document names another issuer: compare it character by character, the trailing slash too',
      }
    default:
      return {}
  }
}
