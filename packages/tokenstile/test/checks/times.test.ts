import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type IssuerOptions } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { assertRefusedToken } from '../support/assert-refused-token.ts'
import { createVerifierOn, ENGINES } from '../support/both-engines.ts'
import { assertRefused } from '../support/refusals.ts'
import { AGES, PAST_BOUNDS, WRONG_TIMES } from '../support/refused-times.ts'
import { buildToken, issuerOptions, now, NOW } from '../support/tokens.ts'

for (const row of WRONG_TIMES) test(`refuses ${row.what} (checklist 25)`, () => assertRefusedToken(row))
for (const row of PAST_BOUNDS)
  test(`refuses ${row.what} (checklist 19, 25, 29)`, () => assertRefusedToken(row))
for (const row of AGES) test(`refuses ${row.what} (checklist 29)`, () => assertRefusedToken(row))

type Row = readonly [what: string, claims: Record<string, unknown>, options?: Partial<IssuerOptions>]
const accepted: readonly Row[] = [
  ['a token within the tolerance after exp', { exp: NOW - 59.5, iat: NOW - 90 }],
  [
    'a token within the greatest tolerance',
    { exp: NOW - 299, iat: NOW - 400 },
    { clockToleranceSeconds: 300 },
  ],
  ['a token at its last instant, without tolerance', { exp: NOW + 0.25 }, { clockToleranceSeconds: 0 }],
  ['a token at its nbf less the tolerance', { nbf: NOW + 60 }],
  ['a token at its nbf, without tolerance', { nbf: NOW }, { clockToleranceSeconds: 0 }],
  ['an nbf of 0', { nbf: 0 }],
  ['an iat 300 seconds ahead, whatever the tolerance', { iat: NOW + 300 }, { clockToleranceSeconds: 0 }],
  ['an iat that is exp', { iat: NOW + 30, exp: NOW + 30 }],
  ['fractions of seconds', { iat: NOW - 0.5, exp: NOW + 0.5, nbf: NOW - 0.25 }],
  ['the greatest age and the tolerance', { iat: NOW - 660 }, { maxTokenAgeSeconds: 600 }],
  ['the greatest lifetime', { iat: NOW, exp: NOW + 600 }, { maxLifetimeSeconds: 600 }],
  ['a login time that is a number', { auth_time: NOW - 5.5 }],
]

for (const [what, claims, options] of accepted) {
  test(`accepts ${what}`, async () => {
    for (const engine of ENGINES) {
      const verifier = createVerifierOn(engine, issuerOptions(options), { now })
      const token = buildToken({ claims })
      await verifier.verify(token)
      assert.equal((await explain(verifier, token)).accepted, true)
    }
  })
}

test('a verified token is refused again once its time is over, from the cache too (checklist 19, 29)', async () => {
  let at = NOW
  const verifier = createVerifier(issuerOptions(), { now: () => at * 1000 })
  const token = buildToken({ claims: { exp: NOW + 100 } })
  const first = await verifier.verify(token)
  at = NOW + 159
  assert.equal(await verifier.verify(token), first)
  at = NOW + 160
  await assertRefused(() => verifier.verify(token), 'token_expired')
  at = NOW
  assert.equal((await verifier.verify(token)).subject, 'user-1')
})

test('a verified token is refused again where the clock is set back before its nbf (checklist 25)', async () => {
  let at = NOW
  const verifier = createVerifier(issuerOptions(), { now: () => at * 1000 })
  const token = buildToken({ claims: { nbf: NOW } })
  await verifier.verify(token)
  at = NOW - 61
  await assertRefused(() => verifier.verify(token), 'token_not_yet_valid')
})

test('a verified token is refused again once it is too old (checklist 29)', async () => {
  let at = NOW
  const verifier = createVerifier(issuerOptions({ maxTokenAgeSeconds: 120 }), { now: () => at * 1000 })
  const token = buildToken()
  await verifier.verify(token)
  at = NOW + 121
  await assertRefused(() => verifier.verify(token), 'token_too_old')
})

for (const broken of [NaN, Infinity, -Infinity, undefined]) {
  test(`a clock that says ${broken} lets nothing through (checklist 29)`, async () => {
    const verifier = createVerifier(issuerOptions(), { now: () => broken as number })
    const { ok } = await verifier.tryVerify(buildToken())
    assert.equal(ok, false)
  })
}

test('the times of the caller are those of the token, without any tolerance', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const auth = await verifier.verify(buildToken({ claims: { auth_time: NOW - 5 } }))
  assert.deepEqual([auth.issuedAt, auth.expiresAt, auth.authTime], [NOW - 60, NOW + 1800, NOW - 5])
})
