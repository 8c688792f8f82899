import assert from 'node:assert/strict'
import { createVerifier, type RemoteKeys, type Verifier, type FetchDocument } from 'tokenstile'
import { assertRefused } from '../../support/refusals.ts'
import { AUDIENCE } from '../../support/tokens.ts'

/** A verifier of the test tokens of this issuer, with the fetch of a recipe or the platform's. */
export function verifierAt(issuer: string, fetch?: FetchDocument, keys: RemoteKeys = {}): Verifier {
  return createVerifier({ issuer, audience: AUDIENCE, keys }, fetch && { fetch })
}

/** Asserts that the keys could not be fetched, for this reason: an outage (503), never an invalid token. */
export async function assertUnreachable(
  verifier: Verifier,
  token: string,
  reason = 'network_error',
): Promise<void> {
  const { details, status } = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.equal(details.reason, reason)
  assert.equal(status, 503)
}
