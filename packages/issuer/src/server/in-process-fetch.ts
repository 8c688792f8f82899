import type { Answer } from './answer.ts'

/**
 * Gives a `fetch` that answers requests to `endpoint` in this process, without a port, and honours an abort signal.
 * Does not reach the network: any other origin rejects with a TypeError, as an unreachable host would. Keeps no cookies.
 */
export function createInProcessFetch(endpoint: string, answer: Answer): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const { origin } = new URL(request.url)
    if (origin !== endpoint) {
      throw new TypeError(
        `this issuer's fetch answers ${endpoint} only, not ${origin}; use the global fetch for that`,
      )
    }
    request.signal.throwIfAborted()
    return Promise.race([answer(request), abortOf(request.signal)])
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
