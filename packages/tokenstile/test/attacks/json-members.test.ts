import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Claims } from 'tokenstile'
import { testKey } from '../support/keys.ts'
import { buildToken, issuerOptions, now, validClaims } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'

const claims = JSON.stringify(validClaims)
const withMembers = (members: string): string => claims.replace('{', `{${members},`)
const header = (members: string): string =>
  `{"alg":"RS256","typ":"at+jwt","kid":"${testKey().kid}",${members}}`

/** Members that come twice, and what was tried to hide it from a reader that compares lengths or counts. */
const TWICE: readonly (readonly [string, string])[] = [
  ['sub twice', '"sub":"admin"'],
  ['exp twice', '"exp":9999999999'],
  ['aud twice with the same value', `"aud":${JSON.stringify(validClaims['aud'])}`],
  ['sub twice, once with an escape', '"s\\u0075b":"admin"'],
  ['sub twice, each letter escaped', '"\\u0073\\u0075\\u0062":"admin"'],
  ['an own name twice', '"x":1,"x":2'],
  ['an empty name twice', '"":1,"":2'],
  ['a name twice in a claim', '"x":{"y":1,"y":2}'],
  ['a name twice in a list', '"x":[1,{"y":1,"y":2}]'],
  ['a name twice, ten levels down', `"x":${'{"a":'.repeat(10)}{"y":1,"y":2}${'}'.repeat(10)}`],
  ['a name twice whose values are objects', '"x":{"a":1},"x":{"b":2}'],
  ['a name twice whose values are lists', '"x":[],"x":[{}]'],
  ['the prototype twice', '"__proto__":1,"__proto__":2'],
  ['the prototype twice, as objects', '"__proto__":{"a":1},"__proto__":{"a":1}'],
  ['a name that is a number twice', '"0":1,"0":2'],
  ['a name twice beside a number that grows when it is written again', '"y":1e20,"x":1,"x":2'],
  ['a name twice beside many such numbers', '"y":[1e20,1e20,1E+20,1e20,1e20],"x":1,"x":2'],
  ['a name twice beside an escape that grows', '"y":"\\u0001\\u007f\\u2028","x":1,"x":2'],
  ['a name twice beside numbers that shrink', '"y":[1.000,10e0,0.00],"x":1,"x":2'],
  ['a name twice beside a text full of colons', '"y":":::","x":1,"x":2'],
  ['a name twice behind an escaped quotation mark', '"y":"\\"","x":1,"x":2'],
  ['a name twice behind an escaped backslash', '"y":"\\\\","x":1,"x":2'],
  ['a name twice behind a run of backslashes', '"y":"\\\\\\\\\\"\\\\","x":1,"x":2'],
  ['a name twice that holds a colon', '":":1,":":2'],
  ['a name twice that holds quotation marks', '"\\":\\"":1,"\\":\\"":2'],
  ['a name three times', '"x":1,"x":1,"x":1'],
]

testAttacks(
  { checklist: '3' },
  TWICE.map(([name, members]): Attack => [
    `signed claims with ${name}`,
    () => buildToken({ rawClaims: withMembers(members) }),
    'malformed_token',
  ]),
)

testAttacks({ checklist: '3' }, [
  ['a header with alg twice', () => buildToken({ rawHeader: header('"alg":"none"') }), 'malformed_token'],
  [
    'a header with alg twice, once with an escape',
    () => buildToken({ rawHeader: header('"\\u0061lg":"none"') }),
    'malformed_token',
  ],
  ['a header with kid twice', () => buildToken({ rawHeader: header('"kid":"other"') }), 'malformed_token'],
  ['a header with typ twice', () => buildToken({ rawHeader: header('"typ":"JWT"') }), 'malformed_token'],
  [
    'a header with a name twice in a member',
    () => buildToken({ rawHeader: header('"jwk":{"kty":"RSA","kty":"oct"}') }),
    'malformed_token',
  ],
])

testAttacks({ checklist: '13' }, [
  [
    'claims that are nested 17 levels deep',
    () => buildToken({ rawClaims: withMembers(`"x":${nest(16)}`) }),
    'malformed_token',
  ],
  [
    'claims with lists nested 17 levels deep',
    () => buildToken({ rawClaims: withMembers(`"x":${'['.repeat(16)}${']'.repeat(16)}`) }),
    'malformed_token',
  ],
  [
    'claims that are nested 2,000 levels deep',
    () => buildToken({ rawClaims: withMembers(`"x":${'['.repeat(2000)}${']'.repeat(2000)}`) }),
    'malformed_token',
  ],
  ['2,000 opening brackets', () => buildToken({ rawClaims: '['.repeat(2000) }), 'malformed_token'],
  [
    'a header that is nested 17 levels deep',
    () => buildToken({ rawHeader: header(`"x":${nest(16)}`) }),
    'malformed_token',
  ],
])

const many = (count: number): string => `"x":[${'{"":0},'.repeat(count)}{}]`
testAttacks(
  {
    checklist: '13',
    settings: { now, maxTokenBytes: 65_536 },
    control: () => buildToken({ rawClaims: withMembers(many(900)) }),
  },
  [
    [
      'claims of more than 1,000 members',
      () => buildToken({ rawClaims: withMembers(many(1000)) }),
      'malformed_token',
    ],
  ],
)

for (const engine of ENGINES) {
  test(`reads texts that only look like doubled members on the ${engine.name} engine (checklist 3)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions(), { now })
    const harmless = [
      '"x":"a:b","y":":"',
      '"x":{"y":1},"y":{"x":1}',
      '"x":"{\\"sub\\":\\"admin\\"}"',
      '"x":"\\\\","y":"\\\\\\""',
      '"Sub":"admin","SUB":"admin"',
      '":":":"',
      '"x":[{"a":1},{"a":1}]',
      `"x":${nest(15)}`,
      '"x":1e20,"y":-0,"z":1.0E-5',
    ]
    for (const members of harmless) {
      const auth = await verifier.verify(buildToken({ rawClaims: withMembers(members) }))
      assert.equal(auth.subject, 'user-1')
    }
  })

  test(`gives a claim named as the prototype as a claim and nothing else on the ${engine.name} engine (checklist 3)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions(), { now })
    const rawClaims = withMembers('"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}')
    const auth = await verifier.verify(buildToken({ rawClaims }))
    const given = auth.claims as Claims
    assert.ok(Object.hasOwn(given, '__proto__'))
    assert.equal(given['isAdmin'], undefined)
    assert.equal(Object.getPrototypeOf(given), Object.prototype)
    assert.equal(({} as Record<string, unknown>)['isAdmin'], undefined)
  })
}

testAttacks({ checklist: '3, 20' }, [
  ['claims that are inherited', () => buildToken({ rawClaims: `{"__proto__":${claims}}` }), 'missing_claim'],
  [
    'a subject that is inherited',
    () =>
      buildToken({
        rawClaims: JSON.stringify({ ...validClaims, sub: undefined }).replace(
          '{',
          '{"__proto__":{"sub":"admin"},',
        ),
      }),
    'missing_claim',
  ],
])

function nest(levels: number): string {
  return `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`
}
