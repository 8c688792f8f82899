import { ConfigError } from '../errors.ts'
import type { KeyOptions, RemoteKeyOptions } from '../issuer-policy.ts'
import { anything, countOf, numberOf, optional, readHttpsUrl, readOptions } from '../option-readers.ts'
import type { SnapshotStore } from './key-snapshot.ts'
import type { KeySource } from './key-source.ts'

const DAY = 86_400

/** Tells the three places that keys come from apart and reads the options of a remote one. */
export function readKeyOptions(path: string, value: unknown, httpHosts: readonly string[]): KeyOptions {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // A source may be an instance of a class: its methods are not own members and its other members are its own affair.
    if (typeof (value as Partial<KeySource>).find === 'function') {
      return { from: 'source', given: value as KeySource }
    }
    if (Object.hasOwn(value, 'jwks')) {
      const { jwks } = readOptions<{ jwks: unknown }>(path, value, { jwks: anything })
      return { from: 'static', spelled: spell(`${path}.jwks`, jwks), path: `${path}.jwks` }
    }
  }
  return {
    from: 'remote',
    remote: readRemote(path, value === undefined ? {} : value, httpHosts),
  }
}

function readRemote(path: string, value: unknown, httpHosts: readonly string[]): RemoteKeyOptions {
  const url = optional((at, text) => readHttpsUrl(at, text, httpHosts).href)
  return readOptions<RemoteKeyOptions>(path, value, {
    discoveryUrl: url,
    jwksUri: url,
    ttlSeconds: optional(numberOf('seconds', 1, DAY), 300),
    staleSeconds: optional(numberOf('seconds', 0, 7 * DAY), 4 * 3600),
    timeoutMs: optional(numberOf('milliseconds', 1, 120_000), 5_000),
    maxBytes: optional(numberOf('bytes', 1024, 64 * 1024 * 1024), 512 * 1024),
    unknownKids: optional(readUnknownKids, { fetches: 2, perSeconds: 30 }),
    snapshot: optional(readSnapshotStore),
  })
}

function readSnapshotStore(path: string, value: unknown): SnapshotStore {
  const store = value as Partial<SnapshotStore> | null
  if (typeof store?.load === 'function' && typeof store.save === 'function') return value as SnapshotStore
  throw new ConfigError(path, 'expected an object with the functions load and save')
}

function readUnknownKids(path: string, value: unknown): RemoteKeyOptions['unknownKids'] {
  return readOptions<RemoteKeyOptions['unknownKids']>(path, value, {
    fetches: countOf('fetches', 1, 100),
    perSeconds: numberOf('seconds', 1, 3600),
  })
}

/** A copy as text: a set that is changed in place later must not pass for the one that was read. */
function spell(path: string, jwks: unknown): string {
  try {
    return JSON.stringify(jwks) ?? 'null'
  } catch {
    throw new ConfigError(path, 'expected a JSON Web Key Set: { keys: [...] }')
  }
}
