import type { AnyAuth } from './auth.ts'
import type { Proof } from './proof.ts'

/** A token that was verified, with everything that its proof rests on. */
export interface VerifiedEntry {
  readonly token: string
  readonly auth: AnyAuth
  readonly proof: Proof
  /** Asked for since it was last passed over for eviction. */
  wasUsed: boolean
}

/** Remembers verified tokens. Only tokens that passed every check enter; whether an entry still holds, its reader asks. */
export interface VerifiedCache {
  get(token: string): VerifiedEntry | undefined
  add(entry: VerifiedEntry): void
  drop(entry: VerifiedEntry): void
}

/** How many characters of the signature's end find an entry: enough for no two tokens to meet, few enough to hash fast. */
const TAIL = 24
/** How many entries one eviction may pass over: it stays cheap where every entry is in use. */
const MAX_SECOND_CHANCES = 8

/**
 * A bounded cache. A token is found by the end of its signature, then compared as a whole: hashing all of every fresh
 * string would cost more than everything else. Eviction gives an entry that was used a second chance.
 */
export function createVerifiedCache(maxEntries: number): VerifiedCache {
  const entries = new Map<string, VerifiedEntry>()

  // One iterator for good: what it passed was dropped or put last again, so the next in line is always ahead of it.
  // A new one for each eviction would step over everything that was dropped before.
  const line = entries.entries()
  const oldest = (): [string, VerifiedEntry] => line.next().value as [string, VerifiedEntry]

  function evictOne(): void {
    let [tail, entry] = oldest()
    for (let chances = MAX_SECOND_CHANCES; entry.wasUsed && chances > 0; chances--) {
      entry.wasUsed = false
      entries.delete(tail)
      entries.set(tail, entry)
      ;[tail, entry] = oldest()
    }
    entries.delete(tail)
  }

  return {
    get(token): VerifiedEntry | undefined {
      const entry = entries.get(token.slice(-TAIL))
      if (entry?.token !== token) return undefined
      entry.wasUsed = true
      return entry
    },
    add(entry): void {
      if (entries.size >= maxEntries) evictOne()
      entries.set(entry.token.slice(-TAIL), entry)
    },
    drop(entry): void {
      const tail = entry.token.slice(-TAIL)
      if (entries.get(tail) === entry) entries.delete(tail)
    },
  }
}
