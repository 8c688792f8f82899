import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })

for (const [what, given] of [
  ['a token', 'Bearer a.b.c'],
  ['nothing', undefined],
  ['headers alone', { authorization: 'Bearer a.b.c' }],
  ['a request whose headers are text', { headers: 'authorization: Bearer a.b.c' }],
] as const) {
  test(`says what authenticate takes where it is given ${what}`, async () => {
    await assert.rejects(verifier.authenticate(given as never), { name: 'ConfigError', option: 'request' })
  })
}
