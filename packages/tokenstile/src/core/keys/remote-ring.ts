import type { Algorithm } from '../algorithms.ts'
import { AuthError } from '../errors.ts'
import type { EventSink } from '../events.ts'
import { failureHint } from './failure-hint.ts'
import type { FetchedKeys } from './fetch-keys.ts'
import { holdSet, restoreSet, type HeldSet, type Lifetimes } from './held-set.ts'
import type { KeyHealth, KeyRing } from './key-ring.ts'
import { chooseKeys, type KeyChoice } from './key-set.ts'
import type { RestoredSet, SnapshotKeeper } from './key-snapshot.ts'
import { createOutage } from './outage.ts'
import { createSingleFlight } from './single-flight.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** How a remote ring behaves, and what it is made of. */
export interface RemoteRingSettings {
  readonly issuer: string
  readonly fetchKeys: () => Promise<FetchedKeys>
  /** Ends a fetch that is under way, and lets none begin. */
  readonly stopFetching: () => void
  readonly lifetimes: Lifetimes
  readonly unknownKids: { readonly fetches: number; readonly perMs: number }
  /** Meters the first fetches of all tenants together; undefined where the list of issuers is fixed. */
  readonly firstFetches: TokenBucket | undefined
  readonly snapshots: SnapshotKeeper | undefined
  /** Whether the issuer is reached without TLS beyond this machine: every fetch then says so. */
  readonly isInsecure: boolean
  readonly now: () => number
  readonly monotonicNow: () => number
  readonly random: () => number
  readonly onEvent: EventSink
}

/** What one fetch brought, and when it began: by the monotonic clock, and in epoch milliseconds. */
interface Brought {
  readonly startedAt: number
  readonly fetchedAt: number
  readonly fetched: FetchedKeys
}

/**
 * Keys fetched from the issuer and kept. A known kid waits only where there is no set or the set is long outdated; an
 * unknown one causes one shared, metered fetch. An issuer that fails makes the ring stale, then unavailable, never a
 * token invalid. Nothing is fetched before the first token, and no timer starts a fetch.
 */
export function createRemoteRing(settings: RemoteRingSettings): KeyRing {
  const { issuer, now, monotonicNow, random, onEvent, snapshots, firstFetches } = settings
  const unknownKids = createTokenBucket(settings.unknownKids, monotonicNow)
  const outage = createOutage(monotonicNow, random)
  const refresh = createSingleFlight(fetchOnce, takeFetched)
  const restore = createSingleFlight(async () => await snapshots?.restore(), takeRestored)
  let held: HeldSet | undefined
  let wasRestored = snapshots === undefined
  let isStaleTold = false

  async function fetchOnce(): Promise<Brought> {
    const times = { startedAt: monotonicNow(), fetchedAt: now() }
    if (settings.isInsecure) onEvent({ type: 'insecure_issuer', issuer })
    return { ...times, fetched: await settings.fetchKeys() }
  }

  function takeFetched({ startedAt, fetchedAt, fetched }: Brought): void {
    if (fetched.ok) {
      held = holdSet(fetched.set, startedAt, fetched.maxAgeSeconds, settings.lifetimes, random)
      outage.end()
      isStaleTold = false
      snapshots?.save(fetched.jwks, fetchedAt)
      onEvent({ type: 'keys_refreshed', issuer, keys: fetched.set.keys.length })
      return
    }
    outage.begin(fetched)
    const { failure, status } = fetched
    onEvent({ type: 'refresh_failed', issuer, failure, status })
    if (failure === 'empty_set' && held !== undefined) onEvent({ type: 'keys_withdrawn', issuer })
  }

  function takeRestored(restored: RestoredSet | undefined): void {
    wasRestored = true
    if (restored === undefined) return
    held ??= restoreSet(restored.set, monotonicNow() - restored.ageMs, settings.lifetimes)
  }

  /** The held set if it may answer now; starts behind it what refreshes it. */
  function current(): HeldSet | undefined {
    if (held === undefined) return undefined
    const at = monotonicNow()
    if (at < held.dueAt) return held
    if (at >= held.expiresAt) return undefined
    // Old because nobody came for long: the issuer is asked first. Old because it fails: nobody waits for it.
    if (at >= held.outdatedAt && !outage.isKnown(held.outdatedAt - held.startedAt)) return undefined
    if (!outage.isWaiting()) void refresh.run()
    if (at >= held.staleAt) tellIfStale(held)
    return held
  }

  /** Tells once in an outage that keys serve whose life is over. */
  function tellIfStale({ staleAt, expiresAt }: HeldSet): void {
    if (outage.last === undefined || isStaleTold) return
    isStaleTold = true
    onEvent({
      type: 'keys_stale',
      issuer,
      failure: outage.last.failure,
      staleSince: toEpochSeconds(staleAt),
      usableUntil: toEpochSeconds(expiresAt),
    })
  }

  /** The held set, once everything was tried that gives one which may answer now. */
  async function wait(): Promise<HeldSet> {
    if (!wasRestored) {
      await restore.run()
      const restored = current()
      if (restored !== undefined) return restored
    }
    if (!outage.isWaiting()) {
      if (isFirst() && firstFetches?.take() === false) throw unavailable('tenants_throttled', firstFetches)
      await refresh.run()
    }
    if (held === undefined || monotonicNow() >= held.expiresAt) throw unavailable()
    tellIfStale(held)
    return held
  }

  const isFirst = (): boolean => held === undefined && outage.last === undefined && !refresh.isUnderWay()

  function unavailable(
    throttled: 'unknown_kid_throttled' | 'tenants_throttled' = 'unknown_kid_throttled',
    meter = unknownKids,
  ): AuthError {
    const { last } = outage
    const waitMs = outage.waitMs() || meter.waitMs()
    return new AuthError('keys_unavailable', {
      issuer,
      reason: last?.failure ?? throttled,
      ...(last?.status !== undefined && { httpStatus: last.status }),
      retryAfterSeconds: Math.ceil(waitMs / 1000),
      ...(last !== undefined && failureHint(last.failure)),
    })
  }

  function find(kid: string | undefined, algorithm: Algorithm): KeyChoice | Promise<KeyChoice> {
    const askedAt = monotonicNow()
    const serving = current()
    if (serving === undefined) return wait().then(searchAgain)
    const choice = chooseKeys(serving.set, kid, algorithm)
    return choice === 'unknown_key' ? refetchFor(serving) : choice

    function searchAgain(taken: HeldSet): KeyChoice | Promise<KeyChoice> {
      const found = chooseKeys(taken.set, kid, algorithm)
      return found === 'unknown_key' && taken.saidAt < askedAt ? refetchFor(taken) : found
    }

    /** Fetches once more for a kid that the searched set lacks, within the meter; without, nobody knows the answer. */
    async function refetchFor(searched: HeldSet): Promise<KeyChoice> {
      if (refresh.isUnderWay() || (!outage.isWaiting() && unknownKids.take())) await refresh.run()
      if (held !== undefined && held !== searched) return searchAgain(held)
      onEvent({ type: 'unknown_key_throttled', issuer })
      throw unavailable()
    }
  }

  const toEpochSeconds = (monotonicMs: number): number =>
    Math.round((now() + monotonicMs - monotonicNow()) / 1000)

  return {
    find,
    vouchesFor(key, algorithm): boolean {
      if (held === undefined) return false
      const at = monotonicNow()
      if (at >= held.outdatedAt) return false
      if (at >= held.dueAt) current()
      return held.set.has(key) && key.allows(algorithm)
    },
    async warmUp(): Promise<void> {
      if (current() === undefined) await wait()
    },
    health(): KeyHealth {
      const { last, since } = outage
      const trouble = last !== undefined && {
        lastFailure: last.failure,
        ...(last.status !== undefined && { lastStatus: last.status }),
        failingSince: toEpochSeconds(since),
      }
      if (held === undefined) return { state: last === undefined ? 'idle' : 'down', ...trouble }
      const isDown = monotonicNow() >= held.expiresAt
      return {
        state: isDown ? 'down' : last === undefined ? 'ready' : 'degraded',
        keys: held.set.keys.length,
        ageSeconds: Math.round((monotonicNow() - held.startedAt) / 1000),
        ...trouble,
        ...(last !== undefined && { usableUntil: toEpochSeconds(held.expiresAt) }),
      }
    },
    close: settings.stopFetching,
  }
}
