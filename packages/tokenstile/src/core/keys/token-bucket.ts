/** A meter: so many takes at once, refilled evenly over a time. */
export function createTokenBucket(
  { fetches, perMs }: { readonly fetches: number; readonly perMs: number },
  monotonicNow: () => number,
): { take(): boolean } {
  let tokens = fetches
  let filledAt = monotonicNow()
  return {
    take(): boolean {
      const now = monotonicNow()
      tokens = Math.min(fetches, tokens + ((now - filledAt) * fetches) / perMs)
      filledAt = now
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
