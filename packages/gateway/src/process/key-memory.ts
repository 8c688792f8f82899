import type { IssuerOptions, KeySnapshot, RemoteKeys, SnapshotStore } from 'tokenstile'

/** The keys of an issuer, and by which settings they were had. */
export interface RememberedKeys {
  readonly place: string
  readonly snapshot: KeySnapshot
}

/**
 * Keeps the keys that were fetched last, in memory alone: a verifier that takes the place of another one starts with them,
 * also while the issuer is down. Keys are handed on only where the issuer and the way to its keys stayed the same: other
 * keys may be the very reason of a change.
 */
export interface KeyMemory {
  /** The issuers, with this memory as the store of their snapshots. */
  rememberFor(issuers: readonly IssuerOptions[]): readonly IssuerOptions[]
  /** Takes what another process fetched, unless what is here is younger. */
  take(keys: RememberedKeys): void
  all(): readonly RememberedKeys[]
}

export function createKeyMemory(onSave: (keys: RememberedKeys) => void = () => {}): KeyMemory {
  const known = new Map<string, KeySnapshot>()
  const stores = new Map<string, SnapshotStore>()

  function keep(place: string, snapshot: KeySnapshot): boolean {
    const before = known.get(place)
    if (before !== undefined && before.fetchedAt > snapshot.fetchedAt) return false
    known.set(place, snapshot)
    return true
  }

  /** One for each place: entries that share an issuer have to share its store. */
  function storeFor(place: string): SnapshotStore {
    let store = stores.get(place)
    if (store === undefined) {
      store = {
        load: () => known.get(place),
        save: (snapshot) => {
          if (keep(place, snapshot)) onSave({ place, snapshot })
        },
      }
      stores.set(place, store)
    }
    return store
  }

  return {
    rememberFor: (issuers) =>
      issuers.map((options) => {
        const { issuer, keys, dangerouslyAllowHttpFor } = options
        if (keys !== undefined && !isRemote(keys)) return options
        const place = JSON.stringify([issuer, keys, dangerouslyAllowHttpFor])
        return { ...options, keys: { ...keys, snapshot: storeFor(place) } }
      }),
    take: ({ place, snapshot }) => void keep(place, snapshot),
    all: () => [...known].map(([place, snapshot]) => ({ place, snapshot })),
  }
}

function isRemote(keys: NonNullable<IssuerOptions['keys']>): keys is RemoteKeys {
  return !('jwks' in keys) && !('find' in keys)
}
