import type { Engine } from '../engine.ts'
import type { EventSink } from '../events.ts'
import { isPromise } from '../promise.ts'
import { keepGoing, type FlightSettings } from './flight.ts'
import { hasUsableKey, type KeyImporter, type KeySet } from './key-set.ts'
import { rejectOnAbort } from './reject-on-abort.ts'
import { isJwks, type JwksDocument } from './key-source.ts'

/** The keys of one issuer as they were fetched once: plain data, to be kept wherever the program likes. */
export interface KeySnapshot {
  readonly issuer: string
  /** When the fetch began, in epoch milliseconds. */
  readonly fetchedAt: number
  readonly jwks: JwksDocument
}

/**
 * A place outside the process that keeps snapshots, for processes that start often. Whoever can write there decides
 * whose tokens are good: protect it as you protect the program.
 */
export interface SnapshotStore {
  /**
   * The snapshot of an issuer that was saved last; undefined where there is none. Asked once, before the first fetch,
   * and waited for no longer than `timeoutMs`. What it throws is an event, never a refusal.
   */
  load(issuer: string): KeySnapshot | undefined | null | Promise<KeySnapshot | undefined | null>
  /** Keeps a snapshot; called after each good fetch, and not waited for. What it throws is an event. */
  save(snapshot: KeySnapshot): unknown
}

/** What a keeper of snapshots needs. */
export interface KeeperSettings {
  readonly store: SnapshotStore
  readonly issuer: string
  readonly timeoutMs: number
  readonly now: () => number
  readonly importKeys: KeyImporter
  readonly engine: Engine
  readonly onEvent: EventSink
  readonly waitUntil: FlightSettings['waitUntil']
}

/** A set from a store, and its age by the clock that stores share. */
export interface RestoredSet {
  readonly set: KeySet
  readonly ageMs: number
}

/** Brings one issuer's snapshots to the store and back. Neither step throws. */
export interface SnapshotKeeper {
  /** The stored set, if it is one of this issuer with a usable key. */
  restore(): Promise<RestoredSet | undefined>
  save(jwks: JwksDocument, fetchedAt: number): void
}

/** Clocks of machines differ: a snapshot from further ahead would be trusted for too long. */
const MAX_AHEAD_MS = 60_000

export function createSnapshotKeeper(settings: KeeperSettings): SnapshotKeeper {
  const { store, issuer, now, onEvent, waitUntil } = settings
  const failed = (step: 'load' | 'save'): void => onEvent({ type: 'snapshot_failed', issuer, step })

  async function read(): Promise<RestoredSet | undefined> {
    const limit = AbortSignal.timeout(settings.timeoutMs)
    const snapshot = await Promise.race([store.load(issuer), rejectOnAbort(limit)])
    if (snapshot === undefined || snapshot === null) return undefined
    const { fetchedAt, jwks } = snapshot
    const ageMs = now() - fetchedAt
    // A comparison that what is no number fails too.
    if (snapshot.issuer !== issuer || !(ageMs >= -MAX_AHEAD_MS) || !isJwks(jwks))
      throw new Error('no snapshot')
    const set = settings.importKeys(jwks)
    if (!(await hasUsableKey(set, settings.engine))) throw new Error('no usable key')
    return { set, ageMs: Math.max(0, ageMs) }
  }

  return {
    restore: () =>
      read().catch(() => {
        failed('load')
        return undefined
      }),
    save(jwks, fetchedAt) {
      try {
        const saved = store.save({ issuer, fetchedAt, jwks })
        if (isPromise(saved)) {
          const told = Promise.resolve(saved).catch(() => failed('save'))
          keepGoing(told, waitUntil)
        }
      } catch {
        failed('save')
      }
    },
  }
}
