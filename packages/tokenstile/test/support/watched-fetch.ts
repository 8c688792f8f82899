import { settle } from './clock.ts'

/** The platform's `fetch`, and a way to wait until nothing that it began is under way. */
export interface WatchedFetch {
  readonly fetch: typeof globalThis.fetch
  /** Fulfilled when every fetch has its answer, or failed. Waits as long as the slowest. */
  quiet(): Promise<void>
}

export function watchFetch(): WatchedFetch {
  const underWay = new Set<Promise<unknown>>()
  return {
    fetch(input, init) {
      const answer = globalThis.fetch(input, init)
      underWay.add(answer)
      const end = (): boolean => underWay.delete(answer)
      answer.then(end, end)
      return answer
    },
    async quiet() {
      do {
        await settle()
        await Promise.allSettled(underWay)
      } while (underWay.size > 0)
      await settle()
    },
  }
}
