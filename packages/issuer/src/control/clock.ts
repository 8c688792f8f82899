/** The issuer's clock, which can be moved. */
export interface Clock {
  /** Milliseconds, like `Date.now`. */
  now(): number
  /** Moves on, or back where the number is negative; several moves add up. */
  move(seconds: number): void
  reset(): void
}

export function createClock(now: () => number): Clock {
  let offsetMs = 0
  return {
    now: () => now() + offsetMs,
    move(seconds) {
      if (!Number.isSafeInteger(seconds)) {
        throw new TypeError('moveClock: seconds must be a whole number; a negative one moves back')
      }
      offsetMs += seconds * 1000
    },
    reset() {
      offsetMs = 0
    },
  }
}
