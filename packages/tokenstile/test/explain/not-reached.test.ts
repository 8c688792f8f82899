import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthError,
  createVerifier,
  type AuthErrorCode,
  type IssuerOptions,
  type VerifierSettings,
} from 'tokenstile'
import { explain, type Explanation } from 'tokenstile/explain'
import { createKey } from '../support/keys.ts'
import { AUDIENCE, buildToken, issuerOptions, now } from '../support/tokens.ts'
import { NAMES, refusalsOf, statesOf } from './read-explanation.ts'

const verifier = createVerifier(issuerOptions(), { now })

const forms: readonly (readonly [string, string, AuthErrorCode, Explanation['kind']])[] = [
  ['nothing', '', 'missing_token', 'unknown'],
  ['an opaque token', 'GHaw2Su6vKtRZJIbXP9OrYWZyFYwxNBz', 'opaque_token', 'opaque'],
  ['an encrypted token', 'a.b.c.d.e', 'encrypted_token', 'encrypted'],
  ['junk', 'a.b', 'malformed_token', 'unknown'],
  ['a token that is too large', 'x'.repeat(9000), 'token_too_large', 'unknown'],
]
for (const [what, token, code, kind] of forms) {
  test(`nothing behind its form is reached for ${what}`, async () => {
    const explanation = await explain(verifier, token)
    assert.deepEqual([explanation.accepted, explanation.kind], [false, kind])
    assert.deepEqual(refusalsOf(explanation), { form: code })
    assert.equal(statesOf(explanation), 'r'.padEnd(NAMES.length, 'n'))
    assert.deepEqual(
      explanation.checks.map(({ name }) => name),
      NAMES,
    )
    assert.ok(!('header' in explanation) && !('claims' in explanation))
  })
}

const other = issuerOptions({ issuer: 'https://other-issuer.example' })
test('a token of an unknown issuer is held against the only one there is, and against none of several', async () => {
  const token = buildToken({ claims: { iss: 'https://unknown.example', exp: 0, iat: 0 } })
  assert.deepEqual(refusalsOf(await explain(verifier, token)), {
    issuer: 'untrusted_issuer',
    expiry: 'token_expired',
  })
  const several = await explain(createVerifier([issuerOptions(), other], { now }), token)
  assert.deepEqual(refusalsOf(several), { issuer: 'untrusted_issuer' })
  assert.equal(statesOf(several).replaceAll('n', ''), 'pr')
  const tenants = await explain(
    createVerifier(() => undefined, { now }),
    token,
  )
  assert.deepEqual(refusalsOf(tenants), { issuer: 'untrusted_issuer' })
})

test('of several entries, a token is held against the one it is for', async () => {
  const second = issuerOptions({ audience: 'https://second.example' })
  const several = createVerifier([issuerOptions(), second, other], { now })
  assert.equal(
    (await explain(several, buildToken({ claims: { aud: 'https://second.example' } }))).accepted,
    true,
  )
  const { checks } = await explain(several, buildToken({ claims: { aud: 'https://third.example' } }))
  assert.equal(checks.find(({ name }) => name === 'audience')?.expected, AUDIENCE)
})

test('an alg that could never pass is told, and no tenant is asked for', async () => {
  const token = buildToken({ header: { alg: 'HS256' } })
  const tenants = createVerifier(() => assert.fail('was asked'), { now })
  const explanation = await explain(tenants, token)
  assert.deepEqual(refusalsOf(explanation), { algorithm: 'algorithm_not_allowed' })
  assert.equal(explanation.checks.find(({ name }) => name === 'algorithm')?.actual, '"HS256"')
  assert.deepEqual(refusalsOf(await explain(verifier, token)), { algorithm: 'algorithm_not_allowed' })
})

const failing = {
  find: (): never => {
    throw new Error('down')
  },
}
const late: readonly (readonly [string, Partial<IssuerOptions>, VerifierSettings, object])[] = [
  ['keys that cannot be had', { keys: failing }, {}, { 'key and signature': 'keys_unavailable' }],
  [
    'an unknown key',
    { keys: { jwks: { keys: [createKey('ES256').jwk] } } },
    {},
    { 'key and signature': 'unknown_key' },
  ],
  [
    'a revoked token',
    {},
    { revocation: { isRevoked: () => true, epoch: () => 1 } },
    { revocation: 'token_revoked' },
  ],
  [
    'a revocation list that fails',
    {},
    { revocation: { isRevoked: () => false, epoch: () => 'x' as never } },
    { revocation: 'revocation_unavailable' },
  ],
  [
    'a user who is refused',
    {
      toUser: () => {
        throw new AuthError('forbidden')
      },
    },
    {},
    { 'user and claims': 'forbidden' },
  ],
]
for (const [what, options, settings, refusals] of late) {
  test(`tells of ${what}, and reaches nothing behind it`, async () => {
    const explanation = await explain(
      createVerifier(issuerOptions(options), { now, ...settings }),
      buildToken(),
    )
    assert.equal(explanation.accepted, false)
    assert.deepEqual(refusalsOf(explanation), refusals)
    assert.match(statesOf(explanation), /^p+rn*$/)
    assert.deepEqual(
      explanation.checks.map(({ name }) => name),
      NAMES,
    )
  })
}

test('a bad signature is told', async () => {
  const token = buildToken()
  const dot = token.lastIndexOf('.')
  const tampered = `${token.slice(0, dot + 1)}${token[dot + 1] === 'A' ? 'B' : 'A'}${token.slice(dot + 2)}`
  const explanation = await explain(verifier, tampered)
  assert.deepEqual(refusalsOf(explanation), { 'key and signature': 'bad_signature' })
})
