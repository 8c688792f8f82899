import type { FailedFetch } from './fetch-json.ts'

/** An issuer that does not answer as it should: since when, why, and when to ask it again. */
export interface Outage {
  /** The failure that was the last, while nothing good has come since. */
  readonly last: FailedFetch | undefined
  /** When the first failure of this outage was seen. */
  readonly since: number
  /** Whether it is still the news: whoever was asked within this time failed. */
  isKnown(withinMs: number): boolean
  /** Whether it is too early to ask again. */
  isWaiting(): boolean
  /** How long it is too early, in milliseconds. */
  waitMs(): number
  begin(failed: FailedFetch): void
  end(): void
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** How much of a wait chance may take away, so that a fleet does not ask in step. */
const JITTER = 0.2

/** Waits twice as long after each failure, up to a minute; longer where the issuer asks for it, up to a minute too. */
export function createOutage(monotonicNow: () => number, random: () => number): Outage {
  let failures = 0
  let last: FailedFetch | undefined
  let since = 0
  let lastAt = 0
  let retryAt = 0
  const isWaiting = (): boolean => last !== undefined && monotonicNow() < retryAt
  return {
    get last() {
      return last
    },
    get since() {
      return since
    },
    isKnown: (withinMs) => isWaiting() || (last !== undefined && monotonicNow() - lastAt < withinMs),
    isWaiting,
    waitMs: () => (isWaiting() ? retryAt - monotonicNow() : 0),
    begin(failed) {
      const now = monotonicNow()
      if (last === undefined) since = now
      last = failed
      lastAt = now
      const ownMs = FIRST_WAIT_MS * 2 ** failures * (1 - JITTER * random())
      failures++
      retryAt = now + Math.min(LONGEST_WAIT_MS, Math.max(ownMs, (failed.retryAfterSeconds ?? 0) * 1000))
    },
    end() {
      failures = 0
      last = undefined
    },
  }
}
