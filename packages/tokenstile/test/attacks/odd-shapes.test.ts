import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type KeySource } from 'tokenstile'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { engine as web } from '../../dist/esm/crypto/web.js'
import { platform } from '../../dist/esm/platform.js'
import { createKey, testKey } from '../support/keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, now } from '../support/tokens.ts'

const key = testKey()

test('an Authorization header that is no text is a malformed request, in every container (checklist 30)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const containers: readonly unknown[] = [
    { authorization: 5 },
    { authorization: null },
    { authorization: [{}] },
    [['authorization', 5]],
    { get: () => 5 },
  ]
  for (const headers of containers) {
    await assertRefused(
      () => verifier.authenticate({ headers: headers as never }, { optional: true }),
      'malformed_request',
    )
  }
})

test('a list of hundreds of thousands of tokens is refused as several (checklist 31)', async () => {
  const authorization = Array.from({ length: 300_000 }, () => 'Bearer x')
  const verifier = createVerifier(issuerOptions(), { now })
  await assertRefused(() => verifier.authenticate({ headers: { authorization } }), 'multiple_tokens')
})

test('one fetched key serves one algorithm, also for two tokens that wait for it together (checklist 5)', async () => {
  const rsa = createKey('RS256')
  const { alg: _, ...unbound } = rsa.jwk
  const verifier = createVerifier(issuerOptions({ keys: { jwksUri: `${ISSUER}/jwks` } }), {
    now,
    fetch: async () => Response.json({ keys: [unbound] }),
  })
  const tokens = ['RS256', 'PS256'].map((alg) => buildToken({ key: rsa, header: { alg }, signAs: { alg } }))
  const results = await Promise.all(tokens.map((token) => verifier.tryVerify(token)))
  assert.deepEqual(
    results.map((result) => (result.ok ? 'accepted' : result.error.code)),
    ['accepted', 'unusable_key'],
  )
})

test('a set that cannot be written as JSON is a mistake of the configuration (checklist 61)', async () => {
  const keys: object[] = []
  keys.push({ kty: 'RSA', keys })
  await assertConfigError(
    () => createVerifier(issuerOptions({ keys: { jwks: { keys } } as never })),
    'keys.jwks',
  )
})

test('a fetched set of algorithms that the runtime lacks has no usable key (checklist 59)', async () => {
  const verifier = buildVerifier(
    web,
    {
      ...platform,
      fetch: async () =>
        Response.json({ keys: [{ ...testKey('ES256').jwk, alg: 'ES256K', crv: 'secp256k1' }] }),
      now,
      monotonicNow: () => performance.now(),
      random: () => 0,
    },
    issuerOptions({ keys: { jwksUri: `${ISSUER}/jwks` } }),
    {},
  )
  const error = await assertRefused(() => verifier.verify(buildToken({ key })), 'keys_unavailable')
  assert.equal(error.details.reason, 'no_usable_key')
})

test('a key source whose keys cannot be read is unavailable', async () => {
  const keys: KeySource = {
    find: () => [
      Object.defineProperty({ kid: key.kid }, 'kty', {
        get() {
          throw new Error('unreadable')
        },
      }),
    ],
  }
  const error = await assertRefused(
    () => createVerifier(issuerOptions({ keys }), { now }).verify(buildToken()),
    'keys_unavailable',
  )
  assert.equal(error.details.reason, 'key_source_failed')
})
