import type { Jwk, KeySnapshot, KeySource } from 'tokenstile'
import { nameOf, type TextStore } from './text-store.ts'

const REREAD_MS = 60_000
const LOOK_MS = 1_000
const MAX_AGE_MS = 4 * 3_600_000

/**
 * The keys that another process keeps in a store. They are held in memory and answered at once; a read that is due runs
 * behind the request, and only a key id that was never there waits for one. Where it is not there then, nobody knows: the
 * issuer may have published it since (503). Keys that were fetched more than four hours ago serve no more: what the issuer
 * withdrew must not live on because nobody keeps the store.
 */
export function createStoredKeys(store: TextStore, issuer: string, now: () => number = Date.now): KeySource {
  let held: KeySnapshot | undefined
  /** The ids that were ever held: one that is held no more was withdrawn, and is no news. */
  const known = new Set<unknown>()
  let triedAt = -Infinity
  let reading: Promise<void> | undefined

  /** One read at a time, whoever asks. */
  function reread(): Promise<void> {
    if (reading === undefined) {
      triedAt = now()
      reading = read().finally(() => (reading = undefined))
    }
    return reading
  }

  async function read(): Promise<void> {
    // What is no key set throws here, and never replaces good keys.
    held = readSnapshot(await store.get(nameOf(issuer)), issuer, now())
    for (const { kid } of held.jwks.keys) known.add(kid)
  }

  /** The keys of an id; undefined where nobody knows. */
  function choose(kid: string | undefined): readonly Jwk[] | undefined {
    if (held === undefined || now() - held.fetchedAt > MAX_AGE_MS) return undefined
    const wanted = held.jwks.keys.filter((key) => kid === undefined || key['kid'] === kid)
    return wanted.length > 0 || known.has(kid) ? wanted : undefined
  }

  /** Reads the store for an id that nobody knows, but not more than once a second: such ids can be made up. */
  async function lookFor(kid: string | undefined): Promise<readonly Jwk[]> {
    if (reading !== undefined || now() - triedAt >= LOOK_MS) await reread()
    const wanted = choose(kid)
    if (wanted === undefined) throw new Error(`the store has no such key of ${issuer}, or none that is young`)
    return wanted
  }

  return {
    find({ kid }) {
      const wanted = choose(kid)
      if (wanted === undefined) return lookFor(kid)
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
