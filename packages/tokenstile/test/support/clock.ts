import { NOW } from './tokens.ts'

/** A clock that stands still until it is moved: both clocks of a verifier, as its settings want them. */
export interface TestClock {
  readonly now: () => number
  readonly monotonicNow: () => number
  /** Both, to be spread into the settings. */
  readonly clocks: { readonly now: () => number; readonly monotonicNow: () => number }
  /** Lets time pass, for both clocks. */
  advance(seconds: number): void
  /** Puts the clock for token times at a moment in epoch seconds; the other one stays. */
  set(epochSeconds: number): void
}

/** Starts at the moment that {@link NOW} names. */
export function createClock(): TestClock {
  let epochMs = NOW * 1000
  let monotonicMs = 1_000_000
  const clocks = { now: () => epochMs, monotonicNow: () => monotonicMs }
  return {
    ...clocks,
    clocks,
    advance(seconds) {
      epochMs += seconds * 1000
      monotonicMs += seconds * 1000
    },
    set(epochSeconds) {
      epochMs = epochSeconds * 1000
    },
  }
}

/** Lets everything run that needs no more than the event loop's turns: a refresh in the background, for one. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}
