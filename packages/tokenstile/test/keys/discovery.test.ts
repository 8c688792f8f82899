import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type IssuerOptions, type VerifierEvent } from 'tokenstile'
import { createClock } from '../support/clock.ts'
import { testKey } from '../support/keys.ts'
import { json } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../support/tokens.ts'

const key = testKey('ES256', 'known')

type Pages = Readonly<Record<string, () => Response>>

/** Verifies a token of an issuer that has these pages and answers 404 to all else. Gives the URLs that were asked for. */
async function verifyWith(
  pages: Pages,
  changes: Partial<IssuerOptions> = {},
  code?: 'keys_unavailable',
): Promise<string[]> {
  const urls: string[] = []
  const fetch = async (url: unknown): Promise<Response> => {
    urls.push(String(url))
    return pages[String(url)]?.() ?? new Response(null, { status: 404 })
  }
  const verifier = createVerifier(issuerOptions({ keys: {}, ...changes }), { ...createClock().clocks, fetch })
  const token = buildToken({ key, claims: { iss: changes.issuer ?? ISSUER } })
  if (code === undefined) await verifier.verify(token)
  else await assertRefused(() => verifier.verify(token), code)
  return urls
}

const status = (code: number) => (): Response => new Response(null, { status: code })
const keys = (): Response => json({ keys: [key.jwk] })
const metadata =
  (issuer: string, jwksUri: unknown = `${ISSUER}/keys`) =>
  (): Response =>
    json({ issuer, jwks_uri: jwksUri })

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

const LAYOUTS: readonly [issuer: string, urls: readonly string[]][] = [
  ['https://issuer.example', [`https://issuer.example${OPENID}`, `https://issuer.example${OAUTH}`]],
  ['https://issuer.example/', [`https://issuer.example${OPENID}`, `https://issuer.example${OAUTH}`]],
  [
    'https://issuer.example:8443',
    [`https://issuer.example:8443${OPENID}`, `https://issuer.example:8443${OAUTH}`],
  ],
  ...['https://issuer.example/realms/one', 'https://issuer.example/realms/one/'].map(
    (issuer): [string, string[]] => [
      issuer,
      [
        `https://issuer.example/realms/one${OPENID}`,
        `https://issuer.example${OAUTH}/realms/one`,
        `https://issuer.example${OPENID}/realms/one`,
      ],
    ],
  ),
]

for (const [issuer, urls] of LAYOUTS) {
  urls.forEach((url, index) => {
    test(`finds the document of ${issuer} at ${url} (checklist 43)`, async () => {
      for (const gone of [404, 410]) {
        const others = Object.fromEntries(urls.slice(0, index).map((earlier) => [earlier, status(gone)]))
        const pages = { ...others, [url]: metadata(issuer), [`${ISSUER}/keys`]: keys }
        assert.deepEqual(await verifyWith(pages, { issuer }), [...urls.slice(0, index + 1), `${ISSUER}/keys`])
      }
    })
  })

  test(`answers 503 where ${issuer} has its document nowhere (checklist 43)`, async () => {
    assert.deepEqual(await verifyWith({}, { issuer }, 'keys_unavailable'), urls)
  })
}

for (const code of [400, 405]) {
  test(`tries the next place on ${code} for an issuer with a path, and not for one without (checklist 43)`, async () => {
    const issuer = 'https://issuer.example/one'
    const elsewhere = `https://issuer.example${OAUTH}/one`
    const pages = {
      [`${issuer}${OPENID}`]: status(code),
      [elsewhere]: metadata(issuer),
      [`${ISSUER}/keys`]: keys,
    }
    await verifyWith(pages, { issuer })
    const rootPages = { [`${ISSUER}${OPENID}`]: status(code), [`${ISSUER}${OAUTH}`]: metadata(ISSUER) }
    assert.equal((await verifyWith(rootPages, {}, 'keys_unavailable')).length, 1)
  })
}

for (const code of [301, 401, 403, 429, 500, 503]) {
  test(`does not try the next place on ${code}: the issuer is ill, not elsewhere`, async () => {
    const pages = {
      [`${ISSUER}${OPENID}`]: status(code),
      [`${ISSUER}${OAUTH}`]: metadata(ISSUER),
      [`${ISSUER}/keys`]: keys,
    }
    assert.deepEqual(await verifyWith(pages, {}, 'keys_unavailable'), [`${ISSUER}${OPENID}`])
  })
}

test('reads the document at the discoveryUrl and nowhere else', async () => {
  const discoveryUrl = 'https://meta.example/document'
  const pages = { [discoveryUrl]: metadata(ISSUER), [`${ISSUER}/keys`]: keys }
  assert.deepEqual(await verifyWith(pages, { keys: { discoveryUrl } }), [discoveryUrl, `${ISSUER}/keys`])
  assert.deepEqual(await verifyWith({}, { keys: { discoveryUrl } }, 'keys_unavailable'), [discoveryUrl])
})

test('compares the issuer of the document and takes the keys from the jwksUri, where both are configured', async () => {
  const discoveryUrl = 'https://meta.example/document'
  const jwksUri = 'https://internal.example/keys'
  const options = { keys: { discoveryUrl, jwksUri } }
  const pages = { [discoveryUrl]: metadata(ISSUER), [jwksUri]: keys }
  assert.deepEqual(await verifyWith(pages, options), [discoveryUrl, jwksUri])
  const wrong = { [discoveryUrl]: metadata(`${ISSUER}/`), [jwksUri]: keys }
  assert.deepEqual(await verifyWith(wrong, options, 'keys_unavailable'), [discoveryUrl])
})

for (const named of [
  'https://issuer.example/',
  'https://ISSUER.example',
  'https://issuer.example:443',
  'http://issuer.example',
  'https://issuer.example.evil.example',
  'https://issuer.exampl\u0435',
  'https://issuer.example ',
  '',
  undefined,
  null,
  ['https://issuer.example'],
]) {
  test(`refuses a document whose issuer is ${JSON.stringify(named)} (checklist 44)`, async () => {
    const pages = { [`${ISSUER}${OPENID}`]: metadata(named as string), [`${ISSUER}/keys`]: keys }
    assert.deepEqual(await verifyWith(pages, {}, 'keys_unavailable'), [`${ISSUER}${OPENID}`])
  })
}

test('hints at the difference where the document names another issuer (checklist 44)', async () => {
  const settings = { ...createClock().clocks, fetch: async () => metadata(`${ISSUER}/`)() }
  const verifier = createVerifier(issuerOptions({ keys: {} }), settings)
  const { details } = await assertRefused(() => verifier.verify(buildToken({ key })), 'keys_unavailable')
  assert.equal(details.reason, 'issuer_mismatch')
  assert.match(details.hint ?? '', /character by character/)
})

const BAD_URIS: readonly [uri: unknown, reason: string][] = [
  ['http://issuer.example/keys', 'insecure_jwks_uri'],
  ['http://127.0.0.1/keys', 'insecure_jwks_uri'],
  ['http://localhost/keys', 'insecure_jwks_uri'],
  ['file:///etc/keys', 'insecure_jwks_uri'],
  ['data:application/json,{"keys":[]}', 'insecure_jwks_uri'],
  ['javascript:0', 'insecure_jwks_uri'],
  ['/keys', 'wrong_document'],
  ['https://user@issuer.example/keys', 'wrong_document'],
  ['https://:secret@issuer.example/keys', 'wrong_document'],
  ['', 'wrong_document'],
  [undefined, 'wrong_document'],
  [null, 'wrong_document'],
  [1, 'wrong_document'],
  [['https://issuer.example/keys'], 'wrong_document'],
]

for (const [uri, reason] of BAD_URIS) {
  test(`refuses the jwks_uri ${JSON.stringify(uri)} of an https issuer (checklist 45)`, async () => {
    const urls: string[] = []
    const fetch = async (url: unknown): Promise<Response> => {
      urls.push(String(url))
      return json({ issuer: ISSUER, jwks_uri: uri })
    }
    const verifier = createVerifier(issuerOptions({ keys: {} }), { ...createClock().clocks, fetch })
    const { details } = await assertRefused(() => verifier.verify(buildToken({ key })), 'keys_unavailable')
    assert.equal(details.reason, reason)
    assert.equal(urls.length, 1)
  })
}

for (const document of [null, 1, 'text', true]) {
  test(`refuses ${JSON.stringify(document)} as a discovery document (checklist 46)`, async () => {
    const pages = { [`${ISSUER}${OPENID}`]: () => json(document), [`${ISSUER}/keys`]: keys }
    assert.equal((await verifyWith(pages, {}, 'keys_unavailable')).length, 1)
  })
}

test('takes keys from another host where the document says so (checklist 45)', async () => {
  const uri = 'https://keys.example/all?of=them'
  await verifyWith({ [`${ISSUER}${OPENID}`]: metadata(ISSUER, uri), [uri]: keys })
})

test('lets an issuer on this machine have its keys over http on this machine, and nowhere else (checklist 45)', async () => {
  const issuer = 'http://localhost:3000'
  const here = 'http://127.0.0.1:3001/keys'
  await verifyWith({ [`${issuer}${OPENID}`]: metadata(issuer, here), [here]: keys }, { issuer })
  const there = 'http://10.0.0.1/keys'
  await verifyWith(
    { [`${issuer}${OPENID}`]: metadata(issuer, there), [there]: keys },
    { issuer },
    'keys_unavailable',
  )
})

test('lets http be used for a host that the options name, tells of each fetch, and health says insecure', async () => {
  const issuer = 'http://issuer:3000'
  const events: VerifierEvent[] = []
  const fetch = async (url: unknown): Promise<Response> =>
    String(url).endsWith('/keys') ? keys() : metadata(issuer, 'http://issuer:3000/keys')()
  const clock = createClock()
  const options = issuerOptions({ issuer, keys: {}, dangerouslyAllowHttpFor: ['issuer:3000'] })
  const verifier = createVerifier(options, { ...clock.clocks, fetch, onEvent: (event) => events.push(event) })
  const token = buildToken({ key, claims: { iss: issuer, exp: NOW + 10_000 } })
  await verifier.verify(token)
  clock.advance(601)
  await verifier.verify(token)
  assert.equal(events.filter(({ type }) => type === 'insecure_issuer').length, 2)
  assert.equal(verifier.health().issuers[0]?.insecure, true)
  await assertConfigError(() => createVerifier(issuerOptions({ issuer, keys: {} })), 'issuer')
})

test('follows a jwks_uri that moved', async () => {
  let uri = 'https://issuer.example/keys'
  const clock = createClock()
  const urls: string[] = []
  const fetch = async (url: unknown): Promise<Response> => {
    urls.push(String(url))
    return String(url).endsWith(OPENID) ? metadata(ISSUER, uri)() : keys()
  }
  const verifier = createVerifier(issuerOptions({ keys: {} }), { ...clock.clocks, fetch })
  await verifier.verify(buildToken({ key }))
  uri = 'https://issuer.example/moved'
  clock.advance(601)
  await verifier.verify(buildToken({ key }))
  assert.equal(urls.at(-1), uri)
})
