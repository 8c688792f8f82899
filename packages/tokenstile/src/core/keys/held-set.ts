import type { KeySet } from './key-set.ts'

/** A fetched set and its ages. Times are milliseconds of the monotonic clock; each is the first instant of what it names. */
export interface HeldSet {
  readonly set: KeySet
  /** When the fetch that brought it began. */
  readonly startedAt: number
  /** The moment for which it is the issuer's word that there is no other key; `startedAt`, if it came from the issuer. */
  readonly saidAt: number
  /** It still answers, and the request that meets it starts a refresh behind itself. */
  readonly dueAt: number
  /** Its life is over: it answers only while a refresh is on its way or fails. */
  readonly staleAt: number
  /** Requests wait for a refresh, unless the issuer is known to fail; it answers only where that fails. */
  readonly outdatedAt: number
  /** It never answers again. */
  readonly expiresAt: number
}

/** How long sets live, in milliseconds. */
export interface Lifetimes {
  /** Where the issuer says nothing. */
  readonly ttlMs: number
  /** From the start of the last good fetch, whatever happens to the issuer. */
  readonly staleMs: number
}

const MIN_TTL_MS = 60_000
const MAX_TTL_MS = 3_600_000
/** A refresh is due after four fifths of the life, and by chance up to this part later: a fleet does not ask in step. */
const DUE = 0.8
const JITTER = 0.15

/** Gives a set its ages. `maxAgeSeconds` is what the issuer said of it. */
export function holdSet(
  set: KeySet,
  startedAt: number,
  maxAgeSeconds: number | undefined,
  { ttlMs: ownTtlMs, staleMs }: Lifetimes,
  random: () => number,
): HeldSet {
  const ttlMs =
    maxAgeSeconds === undefined ? ownTtlMs : Math.min(MAX_TTL_MS, Math.max(MIN_TTL_MS, maxAgeSeconds * 1000))
  const outdatedMs = Math.min(2 * ttlMs, Math.max(ttlMs, staleMs))
  return {
    set,
    startedAt,
    saidAt: startedAt,
    dueAt: startedAt + ttlMs * (DUE + JITTER * random()),
    staleAt: startedAt + ttlMs,
    outdatedAt: startedAt + outdatedMs,
    expiresAt: startedAt + Math.max(outdatedMs, staleMs),
  }
}

/**
 * Gives a set that was kept elsewhere its ages: it answers as an old one does, is refreshed with its first use, and is
 * never taken for the issuer's present word.
 */
export function restoreSet(set: KeySet, fetchedAt: number, lifetimes: Lifetimes): HeldSet {
  return { ...holdSet(set, fetchedAt, undefined, lifetimes, () => 0), dueAt: -Infinity, saidAt: -Infinity }
}
