import { createVerifier, type KeySnapshot, type VerifierSettings } from 'tokenstile'
import { createSnapshots } from './snapshots.ts'
import type { TextStore } from './text-store.ts'

/**
 * Fetches the keys of an issuer and puts them into the store: to be run every minute. Rejects where the issuer gives no
 * usable keys or the store does not take them; what is in the store then stays.
 */
export async function keepKeys(store: TextStore, issuer: string, settings?: VerifierSettings): Promise<void> {
  const { save } = createSnapshots(store)
  let saved: unknown
  const snapshot = {
    load: () => undefined,
    save: (fetched: KeySnapshot) => (saved = save(fetched)),
  }
  // It verifies no token, so no audience is right or wrong.
  const verifier = createVerifier({ issuer, audience: null, keys: { snapshot } }, settings)
  await verifier.warmUp()
  await saved
}
