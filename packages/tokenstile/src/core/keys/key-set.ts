import { ALGORITHMS, type Algorithm } from '../algorithms.ts'
import type { Engine } from '../engine.ts'
import { createLru } from '../lru.ts'
import { firstFitting, readJwk, type IgnoredReason, type ReadKey } from './jwk.ts'
import type { Jwk, JwksDocument } from './key-source.ts'
import { rememberWhileUnchanged } from './unchanged.ts'
import { createVerificationKey, identify, type VerificationKey } from './verification-key.ts'

const MAX_KEYS = 100
const MAX_KNOWN = 200
const MAX_REPORTED = 1000

/** The usable keys of one set, and which were left out. */
export interface KeySet {
  readonly keys: readonly VerificationKey[]
  readonly keysByKid: ReadonlyMap<string, readonly VerificationKey[]>
  readonly ignored: readonly IgnoredKey[]
  has(key: VerificationKey): boolean
}

/** A key of a set that is never used, and why. The kid is the issuer's own, public word. */
export interface IgnoredKey {
  readonly kid: string | undefined
  readonly reason: IgnoredReason
}

/** The keys to try for a token, or why there are none. */
export type KeyChoice = readonly [VerificationKey, ...VerificationKey[]] | 'unknown_key' | 'unusable_key'

/** Imports the keys of a document. */
export type KeyImporter = (document: JwksDocument) => KeySet

/**
 * Keeps one {@link VerificationKey} for the same material across sets, so that what it proved stays proved. Tells once of
 * each key that it leaves out.
 */
export function createKeyImporter(
  engine: Engine,
  onIgnored: (key: IgnoredKey) => void = () => undefined,
): KeyImporter {
  const known = createLru<VerificationKey>(MAX_KNOWN)
  const reported = new Set<string>()

  function ignore(kid: string | undefined, reason: IgnoredReason): IgnoredKey {
    const entry = JSON.stringify([kid ?? null, reason])
    if (!reported.has(entry) && reported.size < MAX_REPORTED) {
      reported.add(entry)
      onIgnored({ kid, reason })
    }
    return { kid, reason }
  }

  const importKey = rememberWhileUnchanged((jwk): VerificationKey | IgnoredKey => {
    const read = readJwk(jwk, engine)
    if (typeof read === 'string') return ignore(kidOf(jwk), read)
    const identity = identify(read)
    const key = known.get(identity) ?? importNow(read, engine)
    if (key === undefined) return ignore(read.kid, 'import_failed')
    known.set(identity, key)
    return key
  })

  return ({ keys }) => {
    const ignored: IgnoredKey[] = []
    const usable = new Set<VerificationKey>()
    for (const jwk of keys.slice(0, MAX_KEYS)) {
      const key = importKey(jwk)
      if ('reason' in key) ignored.push(key)
      else usable.add(key)
    }
    return { keys: [...usable], keysByKid: groupByKid(usable), ignored, has: (key) => usable.has(key) }
  }
}

/** Chooses by kid; a token without one gets every key that fits its algorithm. RFC 7515 §4.1.4. */
export function chooseKeys(set: KeySet, kid: string | undefined, algorithm: Algorithm): KeyChoice {
  const named = kid === undefined ? set.keys : (set.keysByKid.get(kid) ?? [])
  const [first, ...more] = named.filter((key) => key.allows(algorithm))
  if (first !== undefined) return [first, ...more]
  const isKnown = named.length > 0 || (kid !== undefined && set.ignored.some((key) => key.kid === kid))
  return isKnown ? 'unusable_key' : 'unknown_key'
}

/** Imports at once where the engine can, so that a broken key shows when its set arrives, not when it is first used. */
function importNow(read: ReadKey, engine: Engine): VerificationKey | undefined {
  const key = createVerificationKey(read, engine)
  const algorithm = firstFitting(read)
  if (!engine.synchronous || algorithm === undefined || !engine.supports(algorithm)) return key
  try {
    void key.importFor(algorithm)
    return key
  } catch {
    return undefined
  }
}

/** Waits until an asynchronous engine has tried every key; tells whether one can verify. Synchronous ones have tried. */
export async function hasUsableKey(set: KeySet, engine: Engine): Promise<boolean> {
  const supported = [...ALGORITHMS.values()].filter((algorithm) => engine.supports(algorithm))
  const tried = set.keys.map(async (key) => {
    const algorithm = supported.find((one) => key.allows(one))
    if (algorithm === undefined) return false
    await key.importFor(algorithm)
    return true
  })
  return (await Promise.allSettled(tried)).some((result) => result.status === 'fulfilled' && result.value)
}

function groupByKid(keys: Iterable<VerificationKey>): Map<string, VerificationKey[]> {
  const groups = new Map<string, VerificationKey[]>()
  for (const key of keys) {
    if (key.kid === undefined) continue
    const group = groups.get(key.kid)
    if (group === undefined) groups.set(key.kid, [key])
    else group.push(key)
  }
  return groups
}

function kidOf(jwk: Jwk): string | undefined {
  return typeof jwk?.kid === 'string' ? jwk.kid : undefined
}
