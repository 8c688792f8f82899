import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { selfSigned } from '../support/certificate.ts'
import { run } from '../support/run.ts'
import { openScene } from '../support/scene.ts'
import { serve, type Reply } from '../support/serve.ts'

interface Report {
  readonly findings: readonly { readonly name: string; readonly sentence: string; readonly remedy: string }[]
}

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

let issuer: RunningIssuer
before(async () => {
  issuer = await createIssuer().listen()
})
after(() => issuer.close())

async function examine(args: readonly string[], stdin = ''): Promise<Report & { readonly code: number }> {
  const { out, code, err } = await run(['doctor', '--json', ...args], { stdin })
  assert.notEqual(out, '', err)
  return { ...(JSON.parse(out) as Report), code }
}

function namesOf({ findings }: Report): readonly string[] {
  return findings.map(({ name }) => name)
}

function key(bits: number, more: JsonWebKey = {}): JsonWebKey {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return { ...publicKey.export({ format: 'jwk' }), kid: String(bits), use: 'sig', alg: 'RS256', ...more }
}

const good = key(2048)

function document(origin: string): Reply {
  return { body: { issuer: origin, jwks_uri: `${origin}/jwks` } }
}

/** The pages of an issuer that is as it should be, but for some. */
function pages(changes: Readonly<Record<string, (origin: string) => Reply | undefined>> = {}) {
  return (path: string, origin: string): Reply | undefined => {
    const change = changes[path]
    if (change !== undefined) return change(origin)
    if (path === OPENID) return document(origin)
    return path === '/jwks' ? { body: { keys: [good] } } : undefined
  }
}

test('finds nothing wrong with an issuer that is as it should be', async (t) => {
  assert.deepEqual(await examine(['--issuer', issuer.endpoint]).then(namesOf), [])
  const { code, findings } = await examine(['--issuer', await serve(t, pages())])
  assert.deepEqual([code, findings], [0, []])
})

test('takes an issuer that has the OAuth layout alone', async (t) => {
  const origin = await serve(t, pages({ [OPENID]: () => undefined, [OAUTH]: document }))
  assert.deepEqual(await examine(['--issuer', origin]).then(namesOf), [])
})

const FAULTS: readonly (readonly [
  what: string,
  changes: Parameters<typeof pages>[0],
  expected: readonly string[],
])[] = [
  ['a web site', { [OPENID]: () => ({ body: '<html>' }) }, ['no-discovery']],
  ['an address without discovery', { [OPENID]: () => undefined }, ['no-discovery']],
  ['an outage', { [OPENID]: () => ({ status: 503 }) }, ['no-discovery']],
  [
    'a custom domain',
    { [OPENID]: () => ({ status: 307, headers: { location: `https://login.example${OPENID}` } }) },
    ['redirect'],
  ],
  [
    'another name',
    { [OPENID]: (origin) => ({ body: { issuer: 'https://other.example', jwks_uri: `${origin}/jwks` } }) },
    ['issuer-mismatch'],
  ],
  [
    'a document without a name',
    { [OPENID]: (origin) => ({ body: { jwks_uri: `${origin}/jwks` } }) },
    ['issuer-mismatch'],
  ],
  [
    'a slash too few',
    { [OPENID]: (origin) => ({ body: { issuer: `${origin}/`, jwks_uri: `${origin}/jwks` } }) },
    ['trailing-slash'],
  ],
  [
    'layouts that differ',
    { [OAUTH]: (origin) => ({ body: { issuer: origin, jwks_uri: `${origin}/other` } }) },
    ['layouts-differ'],
  ],
  ['a document without keys', { [OPENID]: (origin) => ({ body: { issuer: origin } }) }, ['no-jwks-uri']],
  ['an empty set', { '/jwks': () => ({ body: { keys: [] } }) }, ['no-usable-key']],
  ['a page instead of keys', { '/jwks': () => ({ body: '<html>' }) }, ['no-key-set']],
  ['an outage of the keys', { '/jwks': () => ({ status: 500 }) }, ['no-key-set']],
  ['keys elsewhere', { '/jwks': () => ({ status: 302, headers: { location: '/keys' } }) }, ['redirect']],
  ['a weak key', { '/jwks': () => ({ body: { keys: [key(1024), good] } }) }, ['weak-key']],
  ['a weak key alone', { '/jwks': () => ({ body: { keys: [key(1024)] } }) }, ['no-usable-key', 'weak-key']],
  [
    'a private key',
    { '/jwks': () => ({ body: { keys: [good, { ...good, kid: 'p', d: 'AQAB' }] } }) },
    ['secret-key-published'],
  ],
  [
    'a shared secret',
    { '/jwks': () => ({ body: { keys: [good, { kty: 'oct', kid: 's', k: 'c2VjcmV0' }] } }) },
    ['secret-key-published'],
  ],
  ['an odd key', { '/jwks': () => ({ body: { keys: [good, { kty: 'RSA', kid: 'odd' }] } }) }, ['odd-key']],
  [
    'a key to encrypt with',
    { '/jwks': () => ({ body: { keys: [good, key(2048, { kid: 'e', use: 'enc' })] } }) },
    [],
  ],
  ['the same kid twice', { '/jwks': () => ({ body: { keys: [good, key(2048)] } }) }, ['same-kid-twice']],
  [
    'keys without kid',
    { '/jwks': () => ({ body: { keys: [good, { ...key(2048), kid: undefined }] } }) },
    ['no-kid'],
  ],
  [
    'a clock that is behind',
    {
      [OPENID]: (origin) => ({
        headers: { date: new Date(Date.now() - 600_000).toUTCString() },
        body: { issuer: origin, jwks_uri: `${origin}/jwks` },
      }),
    },
    ['clocks-differ'],
  ],
  [
    'an answer out of a cache, whose clock is right',
    {
      [OPENID]: (origin) => ({
        headers: { date: new Date(Date.now() - 600_000).toUTCString(), age: '600' },
        body: { issuer: origin, jwks_uri: `${origin}/jwks` },
      }),
    },
    [],
  ],
  [
    'keys that are cached for a year',
    { '/jwks': () => ({ headers: { 'cache-control': 'public, max-age=31536000' }, body: { keys: [good] } }) },
    ['cached-too-long'],
  ],
  [
    'keys out of an old cache',
    { '/jwks': () => ({ headers: { age: '7200' }, body: { keys: [good] } }) },
    ['stale-cache'],
  ],
]

for (const [what, changes, expected] of FAULTS) {
  test(`finds ${what}: ${expected.join(' and ') || 'no harm'}`, async (t) => {
    const report = await examine(['--issuer', await serve(t, pages(changes))])
    assert.deepEqual(namesOf(report), expected)
    assert.equal(report.code, expected.length === 0 ? 0 : 1)
    for (const { remedy } of report.findings) assert.notEqual(remedy, '')
  })
}

test("finds the local issuer's clock where it was moved", async (t) => {
  const moved = await createIssuer().listen()
  t.after(() => moved.close())
  moved.moveClock(600)
  const { findings } = await examine(['--issuer', moved.endpoint])
  assert.deepEqual(
    findings.map(({ sentence }) => sentence),
    ["the issuer's clock is 10 minutes ahead of this machine's"],
  )
})

test('finds an issuer that is slow', async () => {
  issuer.breakPath('/oauth2/jwks', { delayMs: 2_100, times: 1 })
  assert.deepEqual(await examine(['--issuer', issuer.endpoint]).then(namesOf), ['slow'])
})

test('finds an issuer with a query, and one without TLS', async (t) => {
  const origin = await serve(t, pages())
  assert.ok(
    await examine(['--issuer', `${origin}?tenant=1`]).then((report) =>
      namesOf(report).includes('issuer-has-query'),
    ),
  )
})

const TOKENS: readonly (readonly [fault: string, expected: readonly string[]])[] = [
  ['opaque', ['opaque-token']],
  ['id-token', ['id-token']],
  ['wrong-audience', ['wrong-audience']],
  ['wrong-issuer', ['untrusted-issuer']],
  ['expired', ['token-expired']],
  ['unknown-kid', ['unknown-key']],
  ['another-key', ['bad-signature']],
  ['encrypted', ['encrypted-token']],
]

for (const [fault, expected] of TOKENS) {
  test(`finds a token that is ${fault}: ${expected.join()}`, async () => {
    const token = await issuer.token({ fault: fault as 'opaque' })
    const report = await examine(['--issuer', issuer.endpoint, '--token', '-'], token)
    assert.deepEqual(namesOf(report), expected)
    assert.ok(!JSON.stringify(report).includes(token))
  })
}

test("says Authgear's own words for an opaque token, and others for another issuer", async (t) => {
  const token = await issuer.token({ fault: 'opaque' })
  const authgear = await examine(['--issuer', issuer.endpoint, '--token', '-'], token)
  assert.match(authgear.findings[0]?.remedy ?? '', /turn on "Issue JWT as access token"/)
  const other = await examine(
    ['--issuer', await serve(t, pages()), '--audience', 'me', '--token', '-'],
    token,
  )
  assert.doesNotMatch(other.findings[0]?.remedy ?? '', /Authgear/)
})

test('finds a clock that goes wrong in a token from the future', async () => {
  const token = await issuer.token({ issuedAt: Math.floor(Date.now() / 1000) + 30 })
  assert.deepEqual(await examine(['--issuer', issuer.endpoint, '--token', '-'], token).then(namesOf), [
    'clocks-differ',
  ])
})

const CERTIFICATES: readonly (readonly [
  what: string,
  name: string,
  days: number,
  isTrusted: boolean,
  expected: string,
])[] = [
  [
    'that nobody vouches for',
    'localhost',
    30,
    false,
    'bad-certificate: the certificate of localhost is not trusted here',
  ],
  ['that expired', 'localhost', -1, true, 'bad-certificate: the certificate of localhost expired'],
  [
    'for another name',
    'elsewhere.example',
    30,
    true,
    'bad-certificate: the certificate of localhost is for another name',
  ],
  [
    'that ends soon',
    'localhost',
    3,
    true,
    'certificate-ends-soon: the certificate of localhost ends in 3 days',
  ],
  ['that is good', 'localhost', 30, true, 'GOOD: nothing is wrong'],
]

for (const [what, name, days, isTrusted, expected] of CERTIFICATES) {
  test(`looks at a certificate ${what}`, async (t) => {
    const scene = await openScene()
    t.after(scene.close)
    const tls = selfSigned(name, days)
    const origin = await serve(t, pages(), tls)
    writeFileSync(join(scene.folder, 'ca.pem'), tls.cert)
    const trust = isTrusted ? 'NODE_EXTRA_CA_CERTS=ca.pem ' : ''
    const { output } = await scene.run(`${trust}tokenstile doctor --issuer ${origin}`)
    assert.ok(output.includes(expected), output)
  })
}
