import { test } from 'node:test'
import { createVerifier, type AuthErrorCode } from 'tokenstile'
import { createKey, testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

/** What a key source may give instead of keys: GHSA-gmvf, GHSA-9j54, CVE-2025-65945. */
const GIVEN: readonly (readonly [string, unknown, AuthErrorCode])[] = [
  ['nothing', undefined, 'keys_unavailable'],
  ['null', null, 'keys_unavailable'],
  ['an empty text', '', 'keys_unavailable'],
  ['false', false, 'keys_unavailable'],
  ['a text', 'secret', 'keys_unavailable'],
  ['a key set', { keys: [testKey().jwk] }, 'keys_unavailable'],
  ['an empty list', [], 'unknown_key'],
  ['a list of nothing', [undefined, null, '', 0, false], 'unknown_key'],
  ['a list of a PEM', [testKey().publicKey.export({ type: 'spki', format: 'pem' })], 'unknown_key'],
  ['a list of an empty secret', [{ kty: 'oct', k: '', kid: testKey().kid }], 'unusable_key'],
  ['a list of a key without its numbers', [{ kty: 'RSA', n: '', e: '', kid: testKey().kid }], 'unusable_key'],
  ['a list of another key under the kid', [{ ...createKey().jwk, kid: testKey().kid }], 'bad_signature'],
]

for (const [name, given, code] of GIVEN) {
  test(`refuses a token when a key source gives ${name} (checklist 18)`, async () => {
    for (const find of [() => given, async () => given]) {
      const verifier = createVerifier(issuerOptions({ keys: { find: find as never } }), { now })
      await assertRefused(() => verifier.verify(buildToken()), code)
    }
  })
}
