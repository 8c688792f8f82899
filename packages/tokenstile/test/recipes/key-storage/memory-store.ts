import type { TextStore } from './text-store.ts'

/** A store in memory that stands for a shared one. */
export interface MemoryStore extends TextStore {
  readonly texts: Map<string, string>
  /** How often it was read. */
  reads(): number
  /** Answers nothing but errors from now on. */
  breakDown(): void
}

export function createMemoryStore(): MemoryStore {
  const texts = new Map<string, string>()
  let reads = 0
  let isBroken = false
  const requireWhole = (): void => {
    if (isBroken) throw new Error('the store is away')
  }
  return {
    texts,
    reads: () => reads,
    breakDown: () => {
      isBroken = true
    },
    async get(name) {
      reads++
      requireWhole()
      return texts.get(name) ?? null
    },
    async set(name, text) {
      requireWhole()
      texts.set(name, text)
    },
  }
}
