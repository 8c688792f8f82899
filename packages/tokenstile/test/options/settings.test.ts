import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { assertConfigError } from '../support/refusals.ts'
import { issuerOptions } from '../support/tokens.ts'

type Row = readonly [what: string, settings: unknown, option: string, expects: RegExp]

const allowedOrigins = ['https://app.example']

const rows: readonly Row[] = [
  ['settings that are null', null, 'settings', /expected an object/],
  ['settings that are a list', [], 'settings', /expected an object/],
  ['an unknown setting', { logger: true }, 'settings.logger', /is not an option here/],
  ['an issuer option among the settings', { audience: 'x' }, 'settings.audience', /is not an option/],
  ['a typo', { maxTokenByte: 5 }, 'settings.maxTokenByte', /is not an option here; options are/],
  ['a cache that is true', { cache: true }, 'settings.cache', /\{ maxEntries \} or false/],
  ['a cache that is a number', { cache: 100 }, 'settings.cache', /expected an object/],
  ['a cache that is null', { cache: null }, 'settings.cache', /expected an object/],
  ['a cache without a size', { cache: {} }, 'settings.cache.maxEntries', /expected a number of entries/],
  ['a cache of nothing', { cache: { maxEntries: 0 } }, 'settings.cache.maxEntries', /from 1/],
  ['a cache without end', { cache: { maxEntries: Infinity } }, 'settings.cache.maxEntries', /from 1/],
  ['a cache of NaN', { cache: { maxEntries: NaN } }, 'settings.cache.maxEntries', /from 1/],
  ['half a cache entry', { cache: { maxEntries: 1.5 } }, 'settings.cache.maxEntries', /whole number/],
  ['a typo in the cache', { cache: { maxEntry: 5 } }, 'settings.cache.maxEntry', /is not an option/],
  ['a revocation list that is null', { revocation: null }, 'settings.revocation', /isRevoked and epoch/],
  [
    'a revocation list without epoch',
    { revocation: { isRevoked: () => false } },
    'settings.revocation',
    /epoch/,
  ],
  [
    'a revocation list without isRevoked',
    { revocation: { epoch: () => 1 } },
    'settings.revocation',
    /isRevoked/,
  ],
  ...['fetch', 'now', 'monotonicNow', 'onEvent'].flatMap((name) =>
    [5, null, 'now'].map((value): Row => [
      `${name} that is ${String(value)}`,
      { [name]: value },
      `settings.${name}`,
      /expected a function/,
    ]),
  ),
  ['a cookie that is a name', { cookie: '__Host-token' }, 'settings.cookie', /expected an object/],
  ['a cookie without a name', { cookie: { allowedOrigins } }, 'settings.cookie.name', /not empty/],
  ['a cookie without origins', { cookie: { name: '__Host-t' } }, 'settings.cookie.allowedOrigins', /list/],
  ...['token', '__host-token', '__Secure-token', 'x__Host-token'].map((name): Row => [
    `a cookie named ${name}`,
    { cookie: { name, allowedOrigins } },
    'settings.cookie.name',
    /must begin with __Host-/,
  ]),
  ...['__Host-a b', '__Host-a=b', '__Host-a;b', '__Host-ä', '__Host-"a"', '__Host-a\r\n'].map((name): Row => [
    `a cookie with an odd name ${JSON.stringify(name)}`,
    { cookie: { name, allowedOrigins, dangerouslyUnprefixedCookie: true } },
    'settings.cookie.name',
    /name of a cookie/,
  ]),
  [
    'a prefix that is switched off by a word',
    { cookie: { name: 'token', allowedOrigins, dangerouslyUnprefixedCookie: 'yes' } },
    'settings.cookie.dangerouslyUnprefixedCookie',
    /true or false/,
  ],
  [
    'a prefix that is not switched off',
    { cookie: { name: 'token', allowedOrigins, dangerouslyUnprefixedCookie: false } },
    'settings.cookie.name',
    /must begin with __Host-/,
  ],
  ...[
    'null',
    '*',
    'app.example',
    'https://app.example/',
    'https://app.example/path',
    'https://APP.example',
    'https://app.example:443',
    'https://*.app.example',
    'https://user@app.example',
    'http://app.example',
    'capacitor://localhost',
    'https://app.example ',
    'https://bücher.example',
  ].flatMap((origin): Row[] =>
    ['cookie', 'webSocket'].map((setting) => [
      `a ${setting} for the origin ${origin}`,
      {
        [setting]: {
          ...(setting === 'cookie' && { name: '__Host-t' }),
          allowedOrigins: [...allowedOrigins, origin],
        },
      },
      `settings.${setting}.allowedOrigins[1]`,
      /an origin as browsers send it/,
    ]),
  ),
  [
    'sockets of no origin',
    { webSocket: { allowedOrigins: [] } },
    'settings.webSocket.allowedOrigins',
    /at least/,
  ],
  ['sockets of any origin', { webSocket: true }, 'settings.webSocket', /expected an object/],
  ...[NaN, Infinity, -1, 0, 255, 1_048_577, '8192', null].map((value): Row => [
    `a longest token of ${typeof value} ${String(value)}`,
    { maxTokenBytes: value },
    'settings.maxTokenBytes',
    /expected a number of bytes from 256 to 1048576/,
  ]),
  ['half a byte', { maxTokenBytes: 1000.5 }, 'settings.maxTokenBytes', /whole number of bytes/],
]

for (const [what, settings, option, expects] of rows) {
  test(`refuses at construction, among the settings, ${what} (checklist 61)`, async () => {
    const error = await assertConfigError(() => createVerifier(issuerOptions(), settings as never), option)
    assert.match(error.message, expects)
  })
}

test('takes every setting at its bounds', () => {
  for (const maxTokenBytes of [256, 1_048_576]) createVerifier(issuerOptions(), { maxTokenBytes })
  for (const cache of [false as const, { maxEntries: 1 }, { maxEntries: 10_000_000 }])
    createVerifier(issuerOptions(), { cache })
})

for (const issuer of [undefined, 5, '']) {
  test(`distrustKey needs an issuer, not ${typeof issuer} (checklist 61)`, async () => {
    const verifier = createVerifier(issuerOptions())
    await assertConfigError(() => verifier.distrustKey(issuer as never, { kid: 'x' }), 'issuer')
  })
}

test('distrustKey needs a kid or a thumbprint (checklist 61)', async () => {
  const verifier = createVerifier(issuerOptions())
  const distrust = (key: unknown) => () => verifier.distrustKey('https://issuer.example', key as never)
  await assertConfigError(distrust({}), 'key')
  await assertConfigError(distrust({ kid: 5 }), 'key.kid')
  await assertConfigError(distrust({ kd: 'x' }), 'key.kd')
  await assertConfigError(distrust('x'), 'key')
})
