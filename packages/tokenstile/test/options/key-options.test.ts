import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { createKey } from '../support/keys.ts'
import { assertConfigError } from '../support/refusals.ts'
import { issuerOptions } from '../support/tokens.ts'

type Row = readonly [what: string, keys: unknown, option: string, expects: RegExp]

const rows: readonly Row[] = [
  ['keys that are null', null, 'keys', /expected an object/],
  ['keys that are text', 'https://issuer.example/jwks', 'keys', /expected an object/],
  ['keys that are a list', [], 'keys', /expected an object/],
  ['an unknown option', { refresh: 5 }, 'keys.refresh', /is not an option/],
  [
    'a typo',
    { jwksUrl: 'https://issuer.example/jwks' },
    'keys.jwksUrl',
    /is not an option here; options are/,
  ],
  ['a source whose find is no function', { find: 'x' }, 'keys.find', /is not an option/],
  [
    'a set together with remote options',
    { jwks: { keys: [] }, ttlSeconds: 5 },
    'keys.ttlSeconds',
    /not an option/,
  ],
  ['a set that is none', { jwks: 'x' }, 'keys.jwks', /JSON Web Key Set/],
  ['a set that is undefined', { jwks: undefined }, 'keys.jwks', /JSON Web Key Set/],
  ['a set without a list', { jwks: { keys: {} } }, 'keys.jwks', /JSON Web Key Set/],
  ['a set without a key', { jwks: { keys: [] } }, 'keys.jwks', /none was given/],
  ['a set of symmetric keys', { jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'keys.jwks', /symmetric/],
  ['a set of no keys at all', { jwks: { keys: [null, 5] } }, 'keys.jwks', /not_an_object/],
  ...['discoveryUrl', 'jwksUri'].flatMap((name): Row[] => [
    [`${name} that is empty`, { [name]: '' }, `keys.${name}`, /expected a string/],
    [`${name} that is relative`, { [name]: '/jwks' }, `keys.${name}`, /expected (an absolute URL|https)/],
    [
      `${name} of a file`,
      { [name]: 'file:///jwks.json' },
      `keys.${name}`,
      /expected (an absolute URL|https)/,
    ],
    [
      `${name} of data`,
      { [name]: 'data:application/json,{}' },
      `keys.${name}`,
      /expected (an absolute URL|https)/,
    ],
    [`${name} with a fragment`, { [name]: 'https://issuer.example/#x' }, `keys.${name}`, /fragment/],
    [`${name} with a password`, { [name]: 'https://a:b@issuer.example' }, `keys.${name}`, /without user/],
    [`${name} without TLS`, { [name]: 'http://issuer.example/jwks' }, `keys.${name}`, /expected https/],
  ]),
  ...['ttlSeconds', 'staleSeconds', 'timeoutMs', 'maxBytes'].flatMap((name) =>
    [NaN, Infinity, -1, '60', null].map((value): Row => [
      `${name} of ${typeof value} ${value}`,
      { [name]: value },
      `keys.${name}`,
      /expected a number of/,
    ]),
  ),
  ['unknownKids that is a number', { unknownKids: 5 }, 'keys.unknownKids', /expected an object/],
  [
    'no fetches',
    { unknownKids: { perSeconds: 5 } },
    'keys.unknownKids.fetches',
    /expected a number of fetches/,
  ],
  [
    'half a fetch',
    { unknownKids: { fetches: 1.5, perSeconds: 5 } },
    'keys.unknownKids.fetches',
    /whole number/,
  ],
  [
    'fetches without end',
    { unknownKids: { fetches: Infinity, perSeconds: 5 } },
    'keys.unknownKids.fetches',
    /100/,
  ],
  ['no span', { unknownKids: { fetches: 2 } }, 'keys.unknownKids.perSeconds', /seconds from 1 to 3600/],
  [
    'a typo in it',
    { unknownKids: { fetches: 2, perSecond: 5 } },
    'keys.unknownKids.perSecond',
    /is not an option here; options are/,
  ],
]

for (const [what, keys, option, expects] of rows) {
  test(`refuses at construction, among the key options, ${what} (checklist 61)`, async () => {
    const error = await assertConfigError(
      () => createVerifier({ ...issuerOptions(), keys: keys as never }),
      option,
    )
    assert.match(error.message, expects)
  })
}

test('refuses at construction a set of private keys and does not repeat them (checklist 11, 60, 61)', async () => {
  const jwk = createKey('ES256').privateKey.export({ format: 'jwk' })
  const error = await assertConfigError(
    () => createVerifier({ ...issuerOptions(), keys: { jwks: { keys: [jwk] } } }),
    'keys.jwks',
  )
  assert.match(error.message, /private/)
  assert.ok(!String(error.stack).includes(String(jwk.d)))
})

test('entries of one issuer need the same keys (checklist 61)', async () => {
  const [first, second] = [createKey('ES256'), createKey('ES256')]
  const other = { ...issuerOptions({ audience: 'https://other.example' }, [second]) }
  await assertConfigError(() => createVerifier([issuerOptions({}, [first]), other]), 'issuers[1].keys')
})

test('entries of one issuer need audiences that do not overlap (checklist 17, 61)', async () => {
  const keys = { jwks: { keys: [createKey('ES256').jwk] } }
  const entry = (audience: string | readonly string[] | null): object => ({
    issuer: 'https://issuer.example',
    audience,
    keys,
  })
  for (const [one, other] of [
    ['a', 'a'],
    ['a', ['b', 'a']],
    [null, 'a'],
    ['a', null],
    [null, null],
  ] as const) {
    await assertConfigError(() => createVerifier([entry(one), entry(other)] as never), 'issuers[1].audience')
  }
  createVerifier([entry('a'), entry('b')] as never)
})
