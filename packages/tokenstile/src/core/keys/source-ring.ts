import { AuthError } from '../errors.ts'
import { dropPromise } from '../promise.ts'
import type { KeyHealth, KeyRing } from './key-ring.ts'
import { chooseKeys, type KeyChoice, type KeyImporter, type KeySet } from './key-set.ts'
import type { Jwk, KeySource } from './key-source.ts'

/** A ring over the user's own {@link KeySource}. What it throws means unavailable, never an invalid token. */
export function createSourceRing(importKeys: KeyImporter, source: KeySource): KeyRing {
  let state: KeyHealth['state'] = 'idle'
  // A source that gives its keys later cannot vouch now: its tokens are proved each time, without a second question.
  let vouches = true

  const ask = (alg: string, kid: string | undefined): readonly Jwk[] | Promise<readonly Jwk[]> =>
    source.find(kid === undefined ? { alg } : { alg, kid })

  function read(jwks: unknown): KeySet {
    if (!Array.isArray(jwks)) throw unavailable()
    try {
      const set = importKeys({ keys: jwks })
      state = 'ready'
      return set
    } catch {
      throw unavailable()
    }
  }

  function unavailable(): AuthError {
    state = 'down'
    return new AuthError('keys_unavailable', { reason: 'key_source_failed' })
  }

  return {
    find(kid, algorithm): KeyChoice | Promise<KeyChoice> {
      let found
      try {
        found = ask(algorithm.name, kid)
      } catch {
        throw unavailable()
      }
      if (Array.isArray(found)) {
        vouches = true
        return chooseKeys(read(found), kid, algorithm)
      }
      return Promise.resolve(found).then(
        (jwks) => {
          const choice = chooseKeys(read(jwks), kid, algorithm)
          // A source may go and look for a kid that it does not know, and still have the others at hand.
          if (typeof choice !== 'string') vouches = false
          return choice
        },
        () => {
          throw unavailable()
        },
      )
    },
    vouchesFor(key, algorithm, kid): boolean {
      if (!vouches) return false
      try {
        const found = ask(algorithm.name, kid)
        dropPromise(found)
        return Array.isArray(found) && read(found).has(key) && key.allows(algorithm)
      } catch {
        return false
      }
    },
    warmUp: async () => {
      try {
        await source.warmUp?.()
        if (source.warmUp !== undefined) state = 'ready'
      } catch {
        throw unavailable()
      }
    },
    health: () => ({ state, ...(source.health !== undefined && { details: source.health() }) }),
    close: () => source.close?.(),
  }
}
