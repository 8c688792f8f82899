import type { Verifier } from 'tokenstile'
import { engine } from '#crypto'

/**
 * Verifies a token that has to pass without waiting for anybody: with `verifySync`, which refuses where it would have to
 * wait. An engine that answers later cannot tell; there a token that waits for an issuer that stays silent never passes.
 */
export async function verifyAtOnce(verifier: Verifier<unknown>, token: string): Promise<void> {
  if (engine.synchronous) verifier.verifySync(token)
  else await verifier.verify(token)
}
