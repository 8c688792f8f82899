import type { Jwk, KeySnapshot, KeySource } from 'tokenstile'
import { nameOf, type TextStore } from './text-store.ts'

const REREAD_MS = 60_000
const MAX_AGE_MS = 4 * 3_600_000

/**
 * The keys that another process keeps in a store. They are held in memory and answered at once; a read that is due runs
 * behind the request, and only a key id that nobody knows yet waits for one. Keys that were fetched more than four hours
 * ago serve no more: what the issuer withdrew must not live on because nobody keeps the store.
 */
export function createStoredKeys(store: TextStore, issuer: string, now: () => number = Date.now): KeySource {
  let held: KeySnapshot | undefined
  let triedAt = -Infinity
  let reading: Promise<void> | undefined

  /** One read at a time, whoever asks. */
  function reread(): Promise<void> {
    triedAt = now()
    reading ??= read().finally(() => (reading = undefined))
    return reading
  }

  async function read(): Promise<void> {
    // What is no key set throws here, and never replaces good keys.
    held = readSnapshot(await store.get(nameOf(issuer)), issuer, now())
  }

  function isYoung({ fetchedAt }: KeySnapshot): boolean {
    return now() - fetchedAt <= MAX_AGE_MS
  }

  function takeYoung(): readonly Jwk[] {
    if (held !== undefined && isYoung(held)) return held.jwks.keys
    throw new Error(`the keys of ${issuer} in the store are outdated`)
  }

  return {
    find({ kid }) {
      const keys = held !== undefined && isYoung(held) ? held.jwks.keys : []
      const wanted = keys.filter((key) => kid === undefined || key['kid'] === kid)
      if (wanted.length === 0) return reread().then(takeYoung)
      // A store that is away changes nothing yet: the keys at hand are good until they are too old.
      if (now() - triedAt > REREAD_MS) reread().catch(() => undefined)
      return wanted
    },
    warmUp: reread,
    health: () => ({ fetchedAt: held?.fetchedAt }),
  }
}

function readSnapshot(text: string | null, issuer: string, now: number): KeySnapshot {
  const snapshot = JSON.parse(text ?? '{}') as Partial<KeySnapshot>
  const { fetchedAt, jwks } = snapshot
  // A time to come would keep the keys young for ever; a minute is what clocks may differ.
  const isPast = typeof fetchedAt === 'number' && fetchedAt <= now + 60_000
  if (snapshot.issuer !== issuer || !isPast || !Array.isArray(jwks?.keys)) {
    throw new Error(`the store has no keys of ${issuer}`)
  }
  return { issuer, fetchedAt, jwks }
}
