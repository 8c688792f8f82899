/** Says how long to wait before the next try, longer with each one that did not hold. */
export interface Backoff {
  nextMs(): number
}

/** Who held this long begins anew. */
const HELD_MS = 60_000
const FIRST_MS = 100
const LONGEST_MS = 30_000

export function createBackoff(monotonicNow: () => number = () => performance.now()): Backoff {
  let tries = 0
  let lastAt = -Infinity
  return {
    nextMs: () => {
      const at = monotonicNow()
      tries = at - lastAt > HELD_MS ? 0 : tries + 1
      lastAt = at
      return tries === 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1))
    },
  }
}
