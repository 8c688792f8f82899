import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, ERRORS, type AuthErrorCode } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { assertConfigError } from '../support/refusals.ts'
import { AUDIENCE, buildToken, ISSUER, issuerOptions, NOW, now } from '../support/tokens.ts'
import { NAMES, refusalsOf } from './read-explanation.ts'

const verifier = createVerifier(issuerOptions(), { now })

test('a good token passes every check there is, in the order of the journey', async () => {
  const explanation = await explain(verifier, buildToken())
  assert.equal(explanation.accepted, true)
  assert.equal(explanation.kind, 'access')
  assert.deepEqual(
    explanation.checks,
    NAMES.map((name) => ({ name, state: 'passed' })),
  )
  assert.equal(explanation.header?.typ, 'at+jwt')
  assert.equal(explanation.claims?.['sub'], 'user-1')
})

test('everything that is wrong with a token is told at once', async () => {
  const token = buildToken({
    header: { typ: 'JWT', crit: ['x'] },
    claims: {
      aud: 'https://other.example',
      exp: NOW - 3600,
      iat: NOW - 7200,
      nbf: 'x',
      jti: undefined,
      cnf: { jkt: 'x' },
    },
  })
  const explanation = await explain(verifier, token)
  assert.equal(explanation.accepted, false)
  assert.deepEqual(refusalsOf(explanation), {
    'critical headers': 'unsupported_crit',
    type: 'wrong_type',
    audience: 'wrong_audience',
    expiry: 'token_expired',
    'not before': 'invalid_claim',
    claims: 'missing_claim',
    binding: 'dpop_required',
  })
  assert.deepEqual(
    explanation.checks.map(({ name }) => name),
    NAMES,
  )
  assert.equal(explanation.checks.find(({ name }) => name === 'key and signature')?.state, 'passed')
})

type Row = readonly [
  what: string,
  claims: object,
  check: string,
  expected: string | undefined,
  actual: string | undefined,
]
const told: readonly Row[] = [
  ['the audience', { aud: ['https://other.example'] }, 'audience', AUDIENCE, '["https://other.example"]'],
  ['the issuer', { iss: `${ISSUER}/` }, 'issuer', ISSUER, `"${ISSUER}/"`],
  [
    'a moment an hour ago',
    { exp: NOW - 3600, iat: NOW - 7200 },
    'expiry',
    undefined,
    '2027-01-15T07:00:00.000Z (1 hour ago)',
  ],
  [
    'a moment in two days',
    { nbf: NOW + 172_800 },
    'not before',
    undefined,
    '2027-01-17T08:00:00.000Z (in 2 days)',
  ],
  [
    'a moment in minutes',
    { nbf: NOW + 600 },
    'not before',
    undefined,
    '2027-01-15T08:10:00.000Z (in 10 minutes)',
  ],
  [
    'a moment a minute and a bit ago',
    { exp: NOW - 61, iat: 0 },
    'expiry',
    undefined,
    '2027-01-15T07:58:59.000Z (1 minute ago)',
  ],
  [
    'a moment that no calendar knows',
    { nbf: 1e15 },
    'not before',
    undefined,
    '1000000000000000 (in 11574053241 days)',
  ],
  ['a login time of a wrong type', { auth_time: 'noon' }, 'login time', 'a number of seconds', '"noon"'],
  ['a claim of a wrong type', { sub: 5 }, 'claims', 'a string that is not empty', '5'],
  ['a scope of a wrong type', { scope: 5 }, 'user and claims', 'a string', '5'],
]
for (const [what, claims, check, expected, actual] of told) {
  test(`tells what was expected and what came: ${what}`, async () => {
    const { checks } = await explain(verifier, buildToken({ claims: claims as Record<string, unknown> }))
    const found = checks.find(({ name }) => name === check)
    assert.deepEqual([found?.expected, found?.actual], [expected, actual])
    assert.equal(found?.hint, ERRORS[found?.code as AuthErrorCode].hint)
  })
}

test('a moment less than a second away is told as seconds', async () => {
  const strict = createVerifier(issuerOptions({ clockToleranceSeconds: 0 }), { now })
  const { checks } = await explain(strict, buildToken({ claims: { nbf: NOW + 0.25 } }))
  assert.match(String(checks.find(({ name }) => name === 'not before')?.actual), /\(in 0 seconds\)$/)
})

test('a token with Bearer before it gets the hint that verify gives', async () => {
  const token = `Bearer ${buildToken()}`
  const { checks } = await explain(verifier, token)
  const result = await verifier.tryVerify(token)
  assert.equal(checks[0]?.hint, !result.ok && result.error.details.hint)
})

test('what is no text is told as verify tells it', async () => {
  for (const token of [undefined, null, 5, {}]) {
    const { accepted, checks } = await explain(verifier, token as never)
    const result = await verifier.tryVerify(token as never)
    assert.equal(accepted, result.ok)
    assert.equal(checks[0]?.code, !result.ok && result.error.code)
  }
})

test('a fault of the program is thrown, as verify throws it', async () => {
  const fault = new Error('a fault')
  const broken = createVerifier(
    issuerOptions({
      toUser: () => {
        throw fault
      },
    }),
    { now },
  )
  await assert.rejects(explain(broken, buildToken()), (error) => error === fault)
})

test('explaining a token does not let it in, nor tell of a refusal', async () => {
  const events: unknown[] = []
  let asked = 0
  const revocation = { isRevoked: () => asked++ >= 1, epoch: () => asked }
  const strict = createVerifier(issuerOptions(), { now, revocation, onEvent: (event) => events.push(event) })
  assert.equal((await explain(strict, buildToken())).accepted, true)
  assert.equal((await strict.tryVerify(buildToken())).ok, false)
  assert.equal((await explain(strict, 'junk')).accepted, false)
  assert.equal(events.length, 1)
})

for (const value of [{}, { ...verifier }]) {
  test('what createVerifier did not give cannot explain', async () => {
    await assertConfigError(() => explain(value as never, buildToken()), 'verifier')
  })
}
