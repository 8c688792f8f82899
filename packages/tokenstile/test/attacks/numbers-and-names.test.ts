import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildToken, issuerOptions, NOW, validClaims } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'

/** JSON texts that are no NumericDate; some languages compare them with numbers all the same. CVE-2026-44459. */
const NO_TIMES: readonly (readonly [string, string])[] = [
  ['a text of digits', `"${NOW + 1000}"`],
  ['a text of a date', '"2099-01-01T00:00:00Z"'],
  ['an empty text', '""'],
  ['the word Infinity', '"Infinity"'],
  ['the word NaN', '"NaN"'],
  ['null', 'null'],
  ['true', 'true'],
  ['false', 'false'],
  ['an empty list', '[]'],
  ['a list of a number', `[${NOW + 1000}]`],
  ['an object', '{}'],
  ['an object with valueOf', `{"valueOf":${NOW + 1000}}`],
]

testAttacks(
  { checklist: '19, 25' },
  ['exp', 'nbf', 'iat', 'auth_time'].flatMap((claim) => [
    ...NO_TIMES.map(([name, json]): Attack => [
      `${claim} that is ${name}`,
      () => withRaw(claim, json),
      'invalid_claim',
    ]),
    [`${claim} beyond every bound`, () => withRaw(claim, '1e999'), 'malformed_token'] satisfies Attack,
    [`${claim} below every bound`, () => withRaw(claim, '-1e999'), 'malformed_token'] satisfies Attack,
  ]),
)

testAttacks({ checklist: '19, 25, 29' }, [
  ['exp at the end of the tolerance', () => buildToken({ claims: { exp: NOW - 60 } }), 'token_expired'],
  ['exp of zero', () => buildToken({ claims: { exp: 0, iat: -10 } }), 'token_expired'],
  ['exp of minus zero', () => withRaw('exp', '-0'), 'token_expired'],
  ['exp below zero', () => buildToken({ claims: { exp: -1, iat: -10 } }), 'token_expired'],
  ['exp that is inherited', () => withRaw('__proto__', `{"exp":${NOW + 1000}}`, 'exp'), 'missing_claim'],
  ['no exp', () => buildToken({ claims: { exp: undefined } }), 'missing_claim'],
  ['nbf beyond the tolerance', () => buildToken({ claims: { nbf: NOW + 61 } }), 'token_not_yet_valid'],
  ['nbf in milliseconds', () => buildToken({ claims: { nbf: NOW * 1000 } }), 'token_not_yet_valid'],
  ['iat beyond its tolerance', () => buildToken({ claims: { iat: NOW + 301 } }), 'token_not_yet_valid'],
  ['iat in milliseconds', () => buildToken({ claims: { iat: NOW * 1000 } }), 'token_not_yet_valid'],
  ['iat after exp', () => buildToken({ claims: { iat: NOW + 10, exp: NOW + 5 } }), 'invalid_claim'],
])

testAttacks(
  { checklist: '25', issuer: issuerOptions({ maxTokenAgeSeconds: 300, requiredClaims: ['sub'] }) },
  [
    [
      'a token without iat where its age counts',
      () => buildToken({ claims: { iat: undefined } }),
      'missing_claim',
    ],
    ['a token that is too old', () => buildToken({ claims: { iat: NOW - 361 } }), 'token_too_old'],
  ],
)

testAttacks({ checklist: '25', issuer: issuerOptions({ maxLifetimeSeconds: 3600 }) }, [
  ['a token that lives too long', () => buildToken({ claims: { exp: NOW + 3600 } }), 'invalid_claim'],
  ['a token that lives for ever', () => withRaw('exp', '1e300'), 'invalid_claim'],
])

/** Claims that are names; another type reached other users' data. */
testAttacks(
  { checklist: '20, 24' },
  ['sub', 'jti', 'client_id'].flatMap((claim) => [
    ...['', 0, 1, true, false, null, [], ['user-1'], {}, { $ne: null }].map((value): Attack => [
      `${claim} that is ${JSON.stringify(value)}`,
      () => buildToken({ claims: { [claim]: value } }),
      'invalid_claim',
    ]),
    [`no ${claim}`, () => buildToken({ claims: { [claim]: undefined } }), 'missing_claim'] satisfies Attack,
  ]),
)

testAttacks({ checklist: '22, 39' }, [
  ...[null, 1, true, ['read'], {}].map((scope): Attack => [
    `scope that is ${JSON.stringify(scope)}`,
    () => buildToken({ claims: { scope } }),
    'invalid_claim',
  ]),
  ...[null, 1, {}, [1], ['read', null], [['read']]].map((scp): Attack => [
    `scp that is ${JSON.stringify(scp)}`,
    () => buildToken({ claims: { scope: undefined, scp } }),
    'invalid_claim',
  ]),
  ...[null, 1, 'admin', {}, [1], [null], [['admin']]].map((roles): Attack => [
    `roles that are ${JSON.stringify(roles)}`,
    () => buildToken({ claims: { roles } }),
    'invalid_claim',
  ]),
])

for (const engine of ENGINES) {
  test(`lets nobody in by a clock that tells no time on the ${engine.name} engine (checklist 19)`, async () => {
    for (const time of [NaN, Infinity, -Infinity, undefined, 'now']) {
      const verifier = createVerifierOn(engine, issuerOptions(), { now: () => time as number })
      const result = await verifier.tryVerify(buildToken())
      assert.ok(!result.ok, String(time))
    }
  })
}

/** The valid token with one claim written as this JSON text. */
function withRaw(claim: string, json: string, without: string = claim): string {
  const rest = JSON.stringify({ ...validClaims, [without]: undefined })
  return buildToken({ rawClaims: rest.replace('{', `{"${claim}":${json},`) })
}
