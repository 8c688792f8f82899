/** A meter: so many takes at once, refilled evenly over a time. */
export interface TokenBucket {
  /** Takes one if there is one. */
  take(): boolean
  /** How long until there is one to take, in milliseconds; not above zero where there is one. */
  waitMs(): number
}

export function createTokenBucket(
  { fetches, perMs }: { readonly fetches: number; readonly perMs: number },
  monotonicNow: () => number,
): TokenBucket {
  let tokens = fetches
  let filledAt = monotonicNow()

  function fill(): void {
    const now = monotonicNow()
    // A clock that was set back, against its promise, refills nothing and takes nothing.
    if (now > filledAt) tokens = Math.min(fetches, tokens + ((now - filledAt) * fetches) / perMs)
    filledAt = now
  }

  return {
    take(): boolean {
      fill()
      if (tokens < 1) return false
      tokens--
      return true
    },
    waitMs(): number {
      fill()
      return ((1 - tokens) * perMs) / fetches
    },
  }
}
