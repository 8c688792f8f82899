import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { assertRefused } from './support/refusals.ts'
import { buildToken, issuerOptions, now } from './support/tokens.ts'

test('gives the caller of a valid token', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const auth = await verifier.verify(buildToken())
  assert.equal(auth.user?.id, 'user-1')
  assert.deepEqual(auth.scopes, ['read', 'write'])
})

test('refuses a token of another audience', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  await assertRefused(
    () => verifier.verify(buildToken({ claims: { aud: 'https://other.example' } })),
    'wrong_audience',
  )
})
