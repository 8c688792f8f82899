import type { Algorithm } from '../algorithms.ts'
import { AuthError, type UnavailableReason } from '../errors.ts'
import type { EventSink } from '../events.ts'
import { createFlight } from './create-flight.ts'
import { failureHint } from './failure-hint.ts'
import type { FetchedKeys } from './fetch-keys.ts'
import type { FlightSettings } from './flight.ts'
import { holdSet, restoreSet, type HeldSet, type Lifetimes } from './held-set.ts'
import type { KeyRing } from './key-ring.ts'
import { chooseKeys, type KeyChoice } from './key-set.ts'
import type { RestoredSet, SnapshotKeeper } from './key-snapshot.ts'
import { createOutage } from './outage.ts'
import { readRemoteHealth, toEpochSeconds } from './remote-health.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** How a remote ring behaves, and what it is made of. */
export interface RemoteRingSettings {
  readonly issuer: string
  readonly fetchKeys: () => Promise<FetchedKeys>
  /** Aborted once the verifier is closed: nothing is asked for any more. */
  readonly closing: AbortSignal
  readonly lifetimes: Lifetimes
  readonly unknownKids: { readonly fetches: number; readonly perMs: number }
  /** Meters the first fetches of all tenants together; undefined where the list of issuers is fixed. */
  readonly firstFetches: TokenBucket | undefined
  readonly snapshots: SnapshotKeeper | undefined
  /** Whether the issuer is reached without TLS beyond this machine: every fetch then says so. */
  readonly isInsecure: boolean
  readonly flights: FlightSettings
  readonly now: () => number
  readonly monotonicNow: () => number
  readonly random: () => number
  readonly onEvent: EventSink
}

/** How soon after a failure a set that is not yet due is due all the same. */
const RETRY_MS = 30_000

/** What one fetch brought, and when it began: by the monotonic clock, and in epoch milliseconds. */
interface Brought {
  readonly startedAt: number
  readonly fetchedAt: number
  readonly fetched: FetchedKeys
}

/**
 * Keys fetched from the issuer and kept. A known kid waits only where there is no set or the set is long outdated; an
 * unknown one causes one shared, metered fetch. An issuer that fails makes the ring stale, then unavailable, never a
 * token invalid. Nothing is fetched before the first token, and no timer starts a fetch. Where nothing goes on behind an
 * answer, one request waits for the refresh that is due.
 */
export function createRemoteRing(settings: RemoteRingSettings): KeyRing {
  const { issuer, flights, now, monotonicNow, random, onEvent, snapshots, firstFetches, closing } = settings
  const unknownKids = createTokenBucket(settings.unknownKids, monotonicNow)
  const outage = createOutage(monotonicNow, random)
  const refresh = createFlight(fetchOnce, takeFetched, flights)
  const restore = createFlight(async () => await snapshots?.restore(), takeRestored, flights)
  let held: HeldSet | undefined
  let mayRestore = snapshots !== undefined
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
      snapshots?.save(fetched.set.jwks, fetchedAt)
      onEvent({ type: 'keys_refreshed', issuer, keys: fetched.set.keys.length })
      return
    }
    const { failure, status } = fetched
    if (failure === 'closed') return
    outage.begin(fetched)
    // Asked again soon, not only when the set would be due: it may have been one bad moment.
    if (held !== undefined) held.dueAt = Math.min(held.dueAt, monotonicNow() + RETRY_MS)
    onEvent({ type: 'refresh_failed', issuer, failure, status })
    if (failure === 'empty_set' && held !== undefined) onEvent({ type: 'keys_withdrawn', issuer })
  }

  function takeRestored(restored: RestoredSet | undefined): void {
    mayRestore = false
    if (restored === undefined) return
    held = restoreSet(restored.set, monotonicNow() - restored.ageMs, settings.lifetimes)
  }

  /** Takes the held set if it may answer now, and starts behind whoever it serves what refreshes it. */
  function takeHeld(): HeldSet | undefined {
    if (held === undefined) return undefined
    const at = monotonicNow()
    if (at < held.dueAt) return held
    if (at >= held.expiresAt) return undefined
    // Old because nobody came for long: the issuer is asked first. Old because it fails: nobody waits for it.
    if (at >= held.outdatedAt && !outage.isKnown()) return undefined
    if (mustWait()) return undefined
    refreshBehind(held, at)
    return held
  }

  const mayRefresh = (): boolean => !outage.isWaiting() && !closing.aborted && !refresh.isUnderWay()

  /** Whether a refresh that is due would end with this request: then it waits for it, and nobody else does. */
  const mustWait = (): boolean => !refresh.outlivesRequest && mayRefresh()

  function refreshBehind({ staleAt, expiresAt }: HeldSet, at: number): void {
    if (refresh.outlivesRequest && mayRefresh()) void refresh.run()
    if (outage.last === undefined || isStaleTold || at < staleAt) return
    isStaleTold = true
    onEvent({
      type: 'keys_stale',
      issuer,
      failure: outage.last.failure,
      staleSince: toEpochSeconds(staleAt, settings),
      usableUntil: toEpochSeconds(expiresAt, settings),
    })
  }

  /** The held set, once everything was tried that gives one which may answer now. */
  async function wait(): Promise<HeldSet> {
    if (mayRestore && !closing.aborted) {
      await restore.run()
      const restored = takeHeld()
      if (restored !== undefined) return restored
    }
    if (!outage.isWaiting()) {
      if (isFirst() && firstFetches?.take() === false) {
        throw unavailable('tenants_throttled', firstFetches.waitMs())
      }
      await refresh.run()
    }
    const at = monotonicNow()
    if (held === undefined || at >= held.expiresAt) throw unavailable(whyNot(), outage.waitMs())
    if (at >= held.dueAt) refreshBehind(held, at)
    return held
  }

  const isFirst = (): boolean => held === undefined && outage.last === undefined && !refresh.isUnderWay()

  const whyNot = (): UnavailableReason =>
    closing.aborted ? 'closed' : (outage.last?.failure ?? 'unknown_kid_throttled')

  function unavailable(reason: UnavailableReason, waitMs: number): AuthError {
    const status = outage.last?.status
    return new AuthError('keys_unavailable', {
      issuer,
      reason,
      ...(status !== undefined && { httpStatus: status }),
      retryAfterSeconds: Math.ceil(waitMs / 1000),
      ...failureHint(reason),
    })
  }

  function find(kid: string | undefined, algorithm: Algorithm): KeyChoice | Promise<KeyChoice> {
    const askedAt = monotonicNow()
    const serving = takeHeld()
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
      else if (!outage.isWaiting()) onEvent({ type: 'unknown_key_throttled', issuer })
      // It is there: a set is replaced, never taken away.
      if (held !== searched) return searchAgain(held as HeldSet)
      throw unavailable(whyNot(), outage.waitMs() || unknownKids.waitMs())
    }
  }

  return {
    find,
    vouchesFor(key, algorithm): boolean {
      // It is there: a key of it proved the token that is asked about.
      const serving = held as HeldSet
      const at = monotonicNow()
      if (at >= serving.outdatedAt) return false
      if (at >= serving.dueAt) {
        if (mustWait()) return false
        refreshBehind(serving, at)
      }
      return serving.set.has(key) && key.allows(algorithm)
    },
    async warmUp(): Promise<void> {
      if (takeHeld() === undefined) await wait()
    },
    health: () => readRemoteHealth(held, outage, settings),
  }
}
