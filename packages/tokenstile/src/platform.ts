import type { Platform } from './core/settings.ts'

/** The platform's own clock and fetch, looked up at each call: a test's replacement of a global is seen. */
export const platform: Platform = {
  fetch: (input, init) => globalThis.fetch(input, init),
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  random: () => Math.random(),
}
