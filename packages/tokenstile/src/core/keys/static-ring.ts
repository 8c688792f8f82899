import { ConfigError } from '../errors.ts'
import type { KeyRing } from './key-ring.ts'
import { chooseKeys, type KeyImporter } from './key-set.ts'
import { isJwks, type JwksDocument } from './key-source.ts'

/** A ring of keys given in the program. They never change and never fail; a set without a usable key is refused. */
export function createStaticRing(path: string, importKeys: KeyImporter, jwks: unknown): KeyRing {
  const set = importKeys(readJwksDocument(path, jwks))
  if (set.keys.length === 0) {
    const reasons = [...new Set(set.ignored.map((key) => key.reason))]
    throw new ConfigError(
      path,
      `expected a set with a usable public key; every key was left out: ${reasons.join(', ') || 'none was given'}`,
    )
  }
  return {
    find: (kid, algorithm) => chooseKeys(set, kid, algorithm),
    vouchesFor: (key, algorithm) => set.has(key) && key.allows(algorithm),
    warmUp: () => Promise.resolve(),
    health: () => ({ state: 'ready', keys: set.keys.length }),
  }
}

function readJwksDocument(path: string, jwks: unknown): JwksDocument {
  if (!isJwks(jwks)) throw new ConfigError(path, 'expected a JSON Web Key Set: { keys: [...] }')
  return jwks
}
