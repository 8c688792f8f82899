/** Dice that fall the same way for the same seed. */
export interface SeededRandom {
  /** From 0 up to, not including, 1. */
  next(): number
  chance(probability: number): boolean
  /** From low up to, not including, high. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T | undefined
  /** Other dice, whose throws leave these alone. */
  fork(): SeededRandom
}

/** A linear congruential generator with a mixing step: plenty for a schedule, nothing for a secret. */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  function next(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x45d9f3b)
    mixed ^= mixed >>> 15
    return (mixed >>> 0) / 2 ** 32
  }
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + next() * (high - low),
    pick: (list) => list[Math.floor(next() * list.length)],
    fork: () => createRandom(next() * 2 ** 32),
  }
}
