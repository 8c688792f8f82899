import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError, readConfigText } from '@tokenstile/gateway'

const GOOD = `issuers:
  - authgear: https://project.authgear.cloud
proxy: nginx
trustedProxies: [loopback]
rules:
  - path: /
`

/** The lines that a configuration is refused with. */
function mistakesOf(text: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    readConfigText('gateway.yaml', text, environment)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.lines
    throw error
  }
  return []
}

test('reads a configuration', () => {
  assert.deepEqual(mistakesOf(GOOD), [])
})

const MISTAKES: readonly (readonly [string, from: string, to: string, RegExp])[] = [
  ['a misspelt option', 'proxy: nginx', 'proxi: nginx', /^gateway\.yaml:3: proxi: unknown; hint: /],
  ['what is missing', 'proxy: nginx\n', '', /^gateway\.yaml:1: proxy: is missing; hint: nginx, /],
  ['a proxy that there is not', 'nginx', 'apache', /^gateway\.yaml:3: proxy: is none of nginx, /],
  [
    'a misspelt option of an issuer',
    '\nproxy',
    '\n    clientId: a\nproxy',
    /^gateway\.yaml:3: issuers\[0\]\.clientId: unknown/,
  ],
  [
    'an issuer without an audience',
    'authgear: https://project.authgear.cloud',
    'issuer: https://issuer.example',
    /^gateway\.yaml:2: issuers\[0\]\.audience: is missing/,
  ],
  [
    'the whole internet',
    '[loopback]',
    '[loopback, 0.0.0.0/0]',
    /^gateway\.yaml:4: trustedProxies\[1\]: is the whole internet/,
  ],
  [
    'all of IPv4 as a network of IPv6',
    '[loopback]',
    '["::ffff:10.0.0.0/104", "::ffff:0:0/96"]',
    /^gateway\.yaml:4: trustedProxies\[1\]: is the whole internet/,
  ],
  ...['0.0.0.0/1', '64.0.0.0/7', '2000::/3', '::/1', '::ffff:0:0/97', '::ffff:8.0.0.0/103', '::/64'].map(
    (network) =>
      [
        `${network}, a large part of the internet`,
        '[loopback]',
        `[loopback, "${network}"]`,
        /^gateway\.yaml:4: trustedProxies\[1\]: is the whole internet, or much of it; hint/,
      ] as const,
  ),
  [
    'an address with a zone, which nobody would look at',
    '[loopback]',
    '["fe80::1%eth0"]',
    /^gateway\.yaml:4: trustedProxies\[0\]: has a zone/,
  ],
  ...['127.1', '0x7f.0.0.1', '010.0.0.1', '2130706433', '10.0.0.0/08x', '10.0.0.0/8/8', 'localhost', '*'].map(
    (address) =>
      [
        `${address}, which some read as an address`,
        '[loopback]',
        `["${address}"]`,
        /^gateway\.yaml:4: trustedProxies\[0\]: (is no address|has a length)/,
      ] as const,
  ),
  ['what is no network', '[loopback]', '[all]', /^gateway\.yaml:4: trustedProxies\[0\]: is no address/],
  ['nobody to trust', '[loopback]', '[]', /^gateway\.yaml:4: trustedProxies: /],
  [
    'a path with a dot segment',
    'path: /',
    'path: /a/../b',
    /^gateway\.yaml:6: rules\[0\]\.path: must be a literal path/,
  ],
  [
    'a path with an escape',
    'path: /',
    'path: /%61',
    /^gateway\.yaml:6: rules\[0\]\.path: must be a literal path/,
  ],
  ['a path with a slash at its end', 'path: /', 'path: /api/', /must not end with a slash; hint: /],
  ['a host with a port', 'path: /', 'hosts: ["a:80"]', /rules\[0\]\.hosts: must be hosts without a port/],
  [
    'a method in lower case',
    'path: /',
    'methods: [get]',
    /rules\[0\]\.methods\[0\]: expected a method in upper case/,
  ],
  [
    'everybody, and a role',
    'path: /',
    'anonymous: true\n    require: { user: true }',
    /rules\[0\]\.anonymous: lets everybody in/,
  ],
  [
    'a misspelt demand',
    'path: /',
    'require: { role: [a] }',
    /^gateway\.yaml:6: rules\[0\]\.require\.role: unknown/,
  ],
  ["what Authgear's tokens never have", 'path: /', 'require: { acr: [a] }', /acr can never be met/],
  [
    'a signed identity for nobody',
    'proxy: nginx',
    'proxy: nginx\nassertion: { issuer: "https://gateway.example", keyFile: keys.json }',
    /rules\[0\]\.backend: is missing/,
  ],
  [
    'gRPC for a proxy that has none',
    'proxy: nginx',
    'proxy: nginx\ngrpc: { port: 0 }',
    /grpc: is for Envoy alone/,
  ],
  [
    'a header that HTTP needs',
    'proxy: nginx',
    'proxy: nginx\nheaders: { map: [{ header: Cookie, claim: [a] }] }',
    /headers\.map\[0\]\.header: is taken/,
  ],
  [
    'a header that the set has already',
    'proxy: nginx',
    'proxy: nginx\nheaders: { map: [{ header: x-user-id, claim: [a] }] }',
    /headers\.map\[0\]\.header: is taken/,
  ],
  [
    'a header that CGI cannot tell from another',
    'proxy: nginx',
    'proxy: nginx\nheaders: { map: [{ header: X_User, claim: [a] }] }',
    /headers\.map\[0\]\.header: expected a header name/,
  ],
  [
    'a header that the proxy takes off',
    'proxy: nginx',
    'proxy: nginx\nheaders: { map: [{ header: X-Rewrite-Url, claim: [a] }] }',
    /headers\.map\[0\]\.header: is taken/,
  ],
  ...['X-User-Id', 'x-user-roles', 'X-Forwarded-Uri', 'Authorization', 'X-Tokenstile-Assertion', 'X-Org'].map(
    (name) =>
      [
        `an ID token in ${name}, which a client could then send`,
        'path: /',
        `recentLogin: { idTokenHeader: ${name} }\nheaders: { map: [{ header: X-Org, claim: [org] }] }`,
        /^gateway\.yaml:6: rules\[0\]\.recentLogin\.idTokenHeader: is taken/,
      ] as const,
  ),
  [
    'aliases that grow into more than there is memory for',
    'path: /',
    `hosts: &a [a]\nb: &b [${'*a,'.repeat(20)}]\nc: &c [${'*b,'.repeat(20)}]\nd: [${'*c,'.repeat(20)}]`,
    /^gateway\.yaml: cannot be read: /,
  ],
  [
    'a key that is there twice',
    'proxy: nginx',
    'proxy: nginx\nproxy: caddy',
    /^gateway\.yaml:4: .*unique; hint: leave/,
  ],
  ['a tab', 'proxy: nginx', 'proxy:\n\t- nginx', /^gateway\.yaml:\d+: .*; hint: indent with spaces/],
  ['a bracket that is missing', '[loopback]', '[loopback', /^gateway\.yaml:\d+: .*; hint: /],
  ['a second document', 'rules:', '---\nrules:', /^gateway\.yaml:5: a second document begins here; hint: /],
  ['a tag', 'path: /', 'path: !secret /', /^gateway\.yaml:6: .*; hint: leave the tag out/],
  ['a merge', 'path: /', '<<: { path: / }', /^gateway\.yaml:6: rules\[0\]\.<<: unknown/],
  ['a prototype', 'path: /', '__proto__: { anonymous: true }', /rules\[0\]\.__proto__: unknown/],
  [
    'a number that is text',
    'proxy: nginx',
    'proxy: nginx\nlisten: { port: "4180" }',
    /listen\.port: expected number/,
  ],
  ['a switch that says no', 'path: /', 'anonymous: false', /rules\[0\]\.anonymous: is none of true/],
]

for (const [what, from, to, expected] of MISTAKES) {
  test(`names ${what} with its line`, () => {
    const lines = mistakesOf(GOOD.replace(from, to))
    assert.ok(
      lines.some((line) => expected.test(line)),
      `${lines.join('\n')} has no ${expected.source}`,
    )
  })
}

test('names every mistake, not the first alone', () => {
  const lines = mistakesOf(GOOD.replace('nginx', 'apache').replace('path: /', 'pth: /'))
  assert.equal(lines.length, 2)
})

test('a file that is missing is a sentence', async () => {
  const { readConfigFile } = await import('@tokenstile/gateway')
  assert.throws(() => readConfigFile('nowhere.yaml'), /nowhere\.yaml: cannot be opened; hint: /)
})

test('the environment goes over the file, in any spelling of its names', () => {
  const { config } = readConfigText('gateway.yaml', GOOD, {
    TOKENSTILE_GATEWAY__LISTEN__PORT: '8080',
    TOKENSTILE_GATEWAY__TRUSTED_PROXIES: '[10.0.0.0/8]',
    TOKENSTILE_GATEWAY__RULES__0__PATH: '/api',
    OTHER: 'x',
  })
  assert.deepEqual(config.listen, { port: 8080 })
  assert.deepEqual(config.trustedProxies, ['10.0.0.0/8'])
  assert.equal(config.rules[0]?.path, '/api')
})

test('a mistake of the environment is a mistake', () => {
  assert.match(mistakesOf(GOOD, { TOKENSTILE_GATEWAY__PROXY: 'apache' })[0] ?? '', /proxy: /)
  assert.match(
    mistakesOf(GOOD, { TOKENSTILE_GATEWAY__PROXY__X: '1' })[0] ?? '',
    /goes into what has no parts/,
  )
  for (const place of ['LENGTH', '3', '4000000000', '-1', 'CONSTRUCTOR']) {
    assert.match(
      mistakesOf(GOOD, { [`TOKENSTILE_GATEWAY__RULES__${place}`]: '1' })[0] ?? '',
      /is no place in the list; hint: the next one is 1/,
    )
  }
})
