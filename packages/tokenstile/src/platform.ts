import type { Platform } from './core/settings.ts'

/** The platform's own clock and fetch, looked up at each call: a test's replacement of a global is seen. */
export const platform: Platform = {
  fetch: (input, init) => globalThis.fetch(input, init),
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  random: () => Math.random(),
  after: (ms, step) => {
    const timer: unknown = setTimeout(step, ms)
    // Where a timer is an object, it would keep the process alive.
    if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.()
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
  // Workers and the edge runtime of Vercel, whatever conditions a bundler chose. Both say so by a global of their own.
  sharesIo: !('WebSocketPair' in globalThis || 'EdgeRuntime' in globalThis),
}
