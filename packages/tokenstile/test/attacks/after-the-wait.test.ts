import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type KeySource } from 'tokenstile'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { engine as web } from '../../dist/esm/crypto/web.js'
import { platform } from '../../dist/esm/platform.js'
import { createKey } from '../support/keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now, NOW, ISSUER } from '../support/tokens.ts'

const rsa = createKey('RS256')
const { alg: _, ...unbound } = rsa.jwk

test('refuses a token that expired while its keys were fetched (checklist 19)', async () => {
  let seconds = NOW
  const keys: KeySource = {
    find: async () => {
      seconds += 4000
      return [rsa.jwk]
    },
  }
  const verifier = createVerifier(issuerOptions({ keys }), { now: () => seconds * 1000 })
  await assertRefused(() => verifier.verify(buildToken({ key: rsa })), 'token_expired')
})

test('one key serves one algorithm, also when two tokens are proved at the same time (checklist 5)', async () => {
  const standing = { ...platform, now }
  const options = issuerOptions({ keys: { jwks: { keys: [unbound] } } })
  const verifier = buildVerifier(web, standing, options, {})
  const tokens = ['RS256', 'PS256'].map((alg) => buildToken({ key: rsa, header: { alg }, signAs: { alg } }))
  for (let round = 0; round < 2; round++) {
    const results = await Promise.all(tokens.map((token) => verifier.tryVerify(token)))
    assert.equal(results.filter(({ ok }) => ok).length, 1, `round ${round}`)
  }
})

test('an RSA number of half a megabyte is left out without arithmetic, as is one with a leading zero (checklist 10, 13)', async () => {
  const huge = Buffer.alloc(380_000, 0xff).toString('base64url')
  const zero = Buffer.concat([Buffer.alloc(1), Buffer.from(rsa.jwk['n'] as string, 'base64url')]).toString(
    'base64url',
  )
  for (const [member, value, reason] of [
    ['n', huge, /weak/],
    ['e', huge, /weak/],
    ['n', zero, /malformed/],
    ['e', 'AAEAAQ', /malformed/],
  ] as const) {
    const keys = { jwks: { keys: [{ ...rsa.jwk, [member]: value }] } }
    const error = await assertConfigError(() => createVerifier(issuerOptions({ keys })), 'keys.jwks')
    assert.match(error.message, reason)
  }
})

test('on an asynchronous engine a set without a valid key never replaces good ones (checklist 59)', async () => {
  const ec = createKey('ES256')
  let keys: readonly object[] = [ec.jwk]
  let elapsed = 0
  const verifier = buildVerifier(
    web,
    {
      ...platform,
      fetch: async () => Response.json({ keys }),
      now,
      monotonicNow: () => elapsed,
      random: () => 0,
    },
    issuerOptions({ keys: { jwksUri: `${ISSUER}/jwks` } }),
    {},
  )
  await verifier.verify(buildToken({ key: ec }))
  keys = [{ ...ec.jwk, y: ec.jwk['x'] }]
  elapsed += 700_000
  await verifier.verify(buildToken({ key: ec, claims: { jti: 'another' } }))
  assert.equal(verifier.health().state, 'degraded')
})

test('a listener that verifies a token while keys are asked for causes no second fetch (checklist 59)', async () => {
  let fetches = 0
  const issuer = 'http://issuer.internal'
  const token = buildToken({ key: rsa, claims: { iss: issuer } })
  const verifier = createVerifier(
    {
      ...issuerOptions({ keys: { jwksUri: `${issuer}/jwks` } }),
      issuer,
      dangerouslyAllowHttpFor: ['issuer.internal'],
    },
    {
      now,
      fetch: async () => {
        fetches++
        return Response.json({ keys: [rsa.jwk] })
      },
      onEvent: ({ type }) => {
        if (type === 'insecure_issuer') void verifier.tryVerify(token)
      },
    },
  )
  await verifier.verify(token)
  assert.equal(fetches, 1)
})

test('a demand with holes is a mistake, not an open route (checklist 39)', async () => {
  const { requireAccess } = await import('tokenstile')
  const auth = await createVerifier(issuerOptions(), { now }).verify(buildToken())
  for (const member of ['scopes', 'roles', 'amr']) {
    await assertConfigError(
      () =>
        requireAccess(auth, {
          [member]: Array.from<string>({ length: 0 }).concat(Object.assign([], { length: 1 })),
        }),
      `requirement.${member}[0]`,
    )
  }
})

test('options of a class are refused: what it inherits would go unread (checklist 61)', async () => {
  class Options {
    issuer = ISSUER
    audience = 'https://api.example'
    get clientIds(): string[] {
      return ['client-1']
    }
  }
  await assertConfigError(() => createVerifier(new Options() as never), 'options')
})
