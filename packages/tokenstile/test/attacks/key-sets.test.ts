import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type AuthErrorCode, type IssuerOptions } from 'tokenstile'
import { createKey, testKey } from '../support/keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, now } from '../support/tokens.ts'

const JWKS_URI = `${ISSUER}/jwks`
const good = (): Response => Response.json({ keys: [testKey().jwk] })
const metadata = (changes: object = {}): Response =>
  Response.json({ issuer: ISSUER, jwks_uri: JWKS_URI, ...changes })

/** An internet of a few addresses, and a record of what was asked for. */
function internet(pages: Readonly<Record<string, () => Response>>): {
  fetch: typeof globalThis.fetch
  asked: string[]
} {
  const asked: string[] = []
  const fetch = async (input: unknown): Promise<Response> => {
    asked.push(String(input))
    return pages[String(input)]?.() ?? new Response('not found', { status: 404 })
  }
  return { fetch: fetch as typeof globalThis.fetch, asked }
}

const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`
const remote: IssuerOptions = { ...issuerOptions(), keys: {} }

/** Answers that must bring no key: CVE-2026-48522, GHSA-9v7f, CVE-2025-59936. */
const PAGES: readonly (readonly [string, Readonly<Record<string, () => Response>>])[] = [
  [
    'a discovery document of another issuer',
    { [DISCOVERY]: () => metadata({ issuer: 'https://other.example' }), [JWKS_URI]: good },
  ],
  [
    'a discovery document of the issuer with a slash',
    { [DISCOVERY]: () => metadata({ issuer: `${ISSUER}/` }), [JWKS_URI]: good },
  ],
  [
    'a discovery document without an issuer',
    { [DISCOVERY]: () => metadata({ issuer: undefined }), [JWKS_URI]: good },
  ],
  [
    'a discovery document whose issuer is a list',
    { [DISCOVERY]: () => metadata({ issuer: [ISSUER] }), [JWKS_URI]: good },
  ],
  [
    'keys at an address without TLS',
    {
      [DISCOVERY]: () => metadata({ jwks_uri: 'http://issuer.example/jwks' }),
      'http://issuer.example/jwks': good,
    },
  ],
  [
    'keys at an address of this machine',
    { [DISCOVERY]: () => metadata({ jwks_uri: 'http://localhost/jwks' }), 'http://localhost/jwks': good },
  ],
  [
    'keys in a local file',
    { [DISCOVERY]: () => metadata({ jwks_uri: 'file:///jwks' }), 'file:///jwks': good },
  ],
  [
    'keys in the address itself',
    {
      [DISCOVERY]: () => metadata({ jwks_uri: 'data:application/json,{}' }),
      'data:application/json,{}': good,
    },
  ],
  [
    'keys behind a redirect',
    {
      [DISCOVERY]: () => metadata(),
      [JWKS_URI]: () =>
        new Response(null, { status: 302, headers: { location: 'https://attacker.example' } }),
      'https://attacker.example': good,
    },
  ],
  [
    'a discovery document behind a redirect',
    {
      [DISCOVERY]: () => new Response(null, { status: 307, headers: { location: 'https://other.example' } }),
    },
  ],
  [
    'keys with another status',
    {
      [DISCOVERY]: () => metadata(),
      [JWKS_URI]: () => Response.json({ keys: [testKey().jwk] }, { status: 203 }),
    },
  ],
  ['a web page for keys', { [DISCOVERY]: () => metadata(), [JWKS_URI]: () => new Response('<html></html>') }],
  [
    'a list for a key set',
    { [DISCOVERY]: () => metadata(), [JWKS_URI]: () => Response.json([testKey().jwk]) },
  ],
  [
    'one key for a key set',
    { [DISCOVERY]: () => metadata(), [JWKS_URI]: () => Response.json(testKey().jwk) },
  ],
  [
    'an object of keys',
    { [DISCOVERY]: () => metadata(), [JWKS_URI]: () => Response.json({ keys: { 0: testKey().jwk } }) },
  ],
  ['an empty key set', { [DISCOVERY]: () => metadata(), [JWKS_URI]: () => Response.json({ keys: [] }) }],
  [
    'a set of a private key alone',
    {
      [DISCOVERY]: () => metadata(),
      [JWKS_URI]: () => Response.json({ keys: [{ ...testKey().jwk, d: 'AQAB' }] }),
    },
  ],
  [
    'a set of a secret alone',
    { [DISCOVERY]: () => metadata(), [JWKS_URI]: () => Response.json({ keys: [{ kty: 'oct', k: 'AQAB' }] }) },
  ],
  [
    'a set of more bytes than allowed',
    {
      [DISCOVERY]: () => metadata(),
      [JWKS_URI]: () => Response.json({ keys: [testKey().jwk], padding: 'x'.repeat(524_288) }),
    },
  ],
]

for (const [name, pages] of PAGES) {
  test(`takes no key from ${name}, and says that it is unavailable (checklist 18, 44, 45, 46)`, async () => {
    const { fetch, asked } = internet(pages)
    const verifier = createVerifier(remote, { now, fetch, monotonicNow: () => 0 })
    await assertRefused(() => verifier.verify(buildToken()), 'keys_unavailable')
    assert.ok(!asked.some((url) => url.includes('attacker') || !url.startsWith(ISSUER)), asked.join())
  })
}

test('lets no one bad key spoil a set, nor itself be used (checklist 10, 11)', async () => {
  const bad = [
    null,
    1,
    'x',
    [],
    {},
    { kty: 'RSA' },
    { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'short' },
    { kty: 'RSA', n: 'A'.repeat(400_000), e: 'AQAB', kid: 'long' },
    { ...testKey('ES256').jwk, y: testKey('ES256').jwk['x'], kid: 'off' },
  ]
  const { fetch } = internet({
    [DISCOVERY]: () => metadata(),
    [JWKS_URI]: () => Response.json({ keys: [...bad, testKey().jwk] }),
  })
  const verifier = createVerifier(remote, { now, fetch })
  await verifier.verify(buildToken())
  for (const kid of ['short', 'off'])
    await assertRefused(
      () => verifier.verify(buildToken({ key: testKey('ES256'), header: { kid } })),
      'unusable_key',
    )
  await assertRefused(() => verifier.verify(buildToken({ header: { kid: 'long' } })), 'unusable_key')
})

// An attacker's kids made verifiers ask without end, or forget the good keys: CVE-2026-48524, CVE-2025-64527.
test('asks the issuer only a few times about a flood of unknown kids and keeps its keys (checklist 59)', async () => {
  const { fetch, asked } = internet({ [DISCOVERY]: () => metadata(), [JWKS_URI]: good })
  const verifier = createVerifier(remote, { now, fetch, monotonicNow: () => 0 })
  await verifier.verify(buildToken())
  const codes = new Set<AuthErrorCode>()
  for (let index = 0; index < 50; index++) {
    const result = await verifier.tryVerify(
      buildToken({ key: testKey('ES256'), header: { kid: `unknown-${index}` } }),
    )
    assert.ok(!result.ok)
    codes.add(result.error.code)
  }
  assert.ok(
    [...codes].every((code) => code === 'unknown_key' || code === 'keys_unavailable'),
    [...codes].join(),
  )
  assert.ok(asked.filter((url) => url === JWKS_URI).length <= 3, asked.join())
  await verifier.verify(buildToken({ claims: { jti: 'another' } }))
})

// Two issuers' keys met in one cache: CVE-2025-59936.
test('keeps the keys of two issuers apart, also under one kid (checklist 23)', async () => {
  const other = 'https://other.example'
  const otherKey = createKey('RS256', testKey().kid)
  const options: IssuerOptions[] = [issuerOptions(), { ...issuerOptions({}, [otherKey]), issuer: other }]
  const verifier = createVerifier(options, { now })
  await verifier.verify(buildToken())
  await verifier.verify(buildToken({ key: otherKey, claims: { iss: other } }))
  await assertRefused(() => verifier.verify(buildToken({ claims: { iss: other } })), 'bad_signature')
  await assertRefused(() => verifier.verify(buildToken({ key: otherKey })), 'bad_signature')
})

test('refuses the addresses of keys that are not safe to ask (checklist 42, 45, 61)', async () => {
  for (const url of [
    'http://issuer.example/jwks',
    'file:///jwks',
    'data:,x',
    'ftp://issuer.example/jwks',
    '//issuer.example/jwks',
    '',
    'jwks',
  ]) {
    await assertConfigError(() => createVerifier({ ...remote, keys: { jwksUri: url } }), 'keys.jwksUri')
    await assertConfigError(
      () => createVerifier({ ...remote, keys: { discoveryUrl: url } }),
      'keys.discoveryUrl',
    )
  }
})
