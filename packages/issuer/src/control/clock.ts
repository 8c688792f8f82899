/** The issuer's clock, which can be moved. */
export interface Clock {
  /** Milliseconds, like `Date.now`. */
  now(): number
  /** Moves on, or back where the number is negative; several moves add up. */
  move(seconds: number): void
  reset(): void
}

// Farther away a date can no longer be written.
const CENTURY_MS = 100 * 366 * 24 * 3_600_000

export function createClock(now: () => number): Clock {
  let offsetMs = 0
  return {
    now: () => now() + offsetMs,
    move(seconds) {
      const next = offsetMs + seconds * 1000
      if (!Number.isSafeInteger(seconds) || Math.abs(next) > CENTURY_MS) {
        throw new TypeError(
          'moveClock: seconds must be a whole number within a hundred years; a negative one moves back',
        )
      }
      offsetMs = next
    },
    reset() {
      offsetMs = 0
    },
  }
}
