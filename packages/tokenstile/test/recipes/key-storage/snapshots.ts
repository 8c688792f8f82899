import type { KeySnapshot, SnapshotStore } from 'tokenstile'
import { nameOf, type TextStore } from './text-store.ts'

/** Keeps what each issuer published last: for `keys: { snapshot: createSnapshots(store) }`. */
export function createSnapshots(store: TextStore): SnapshotStore {
  return {
    async load(issuer) {
      const text = await store.get(nameOf(issuer))
      // Not checked here: the verifier reads it as strictly as what an issuer publishes.
      return text === null ? undefined : (JSON.parse(text) as KeySnapshot)
    },
    save: (snapshot) => store.set(nameOf(snapshot.issuer), JSON.stringify(snapshot)),
  }
}
