import type { HeldSet } from './held-set.ts'
import type { KeyHealth } from './key-ring.ts'
import type { Outage } from './outage.ts'

/** The clocks, to tell a person when something is that was noted by the monotonic one. */
export interface Clocks {
  readonly now: () => number
  readonly monotonicNow: () => number
}

/** A moment of the monotonic clock in epoch seconds. */
export function toEpochSeconds(monotonicMs: number, { now, monotonicNow }: Clocks): number {
  return Math.round((now() + monotonicMs - monotonicNow()) / 1000)
}

/** What a remote ring says of itself. */
export function readRemoteHealth(
  held: HeldSet | undefined,
  { last, since }: Outage,
  clocks: Clocks,
): KeyHealth {
  const at = clocks.monotonicNow()
  const keys = held && { keys: held.set.keys.length, ageSeconds: Math.round((at - held.startedAt) / 1000) }
  const mayServe = held !== undefined && at < held.expiresAt
  // Keys that nobody asked for until they were too old are no trouble: the next token fetches.
  if (last === undefined) return { state: mayServe ? 'ready' : 'idle', ...keys }
  return {
    state: mayServe ? 'degraded' : 'down',
    ...keys,
    lastFailure: last.failure,
    ...(last.status !== undefined && { lastStatus: last.status }),
    failingSince: toEpochSeconds(since, clocks),
    ...(held && { usableUntil: toEpochSeconds(held.expiresAt, clocks) }),
  }
}
