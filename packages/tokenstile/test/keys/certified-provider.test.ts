import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { createVerifier, type Auth, type AuthErrorCode, type Verifier } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { generateKeys } from '../support/generate-keys.ts'
import { createKey, signText, testKey } from '../support/keys.ts'
import { openProvider, type ProviderOptions, type ProviderSite } from '../support/provider-site.ts'
import { assertRefused } from '../support/refusals.ts'
import { AUDIENCE, encode } from '../support/tokens.ts'

const key = testKey('ES256')

interface Scene {
  readonly site: ProviderSite
  readonly verifier: Verifier<Auth>
}

/** A provider, and a verifier that knows its name and nothing else. */
async function openScene(t: TestContext, options?: ProviderOptions, signedBy = key): Promise<Scene> {
  const site = await openProvider(t, signedBy, options)
  const verifier = createVerifier({ issuer: site.issuer, audience: AUDIENCE })
  t.after(() => verifier.close())
  return { site, verifier }
}

for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
  test(`accepts what a certified provider signs with ${alg} for a machine`, async (t) => {
    const { site, verifier } = await openScene(t, {}, testKey(alg))
    const auth = await verifier.verify((await site.askAsMachine(AUDIENCE)).access_token)
    assert.equal(auth.header.alg, alg)
    assert.deepEqual([auth.user, auth.clientId, auth.scopes], [undefined, 'worker', ['read', 'write']])
    assert.equal(auth.expiresAt - auth.issuedAt!, 600)
  })
}

test("accepts a person's access token from a login at a certified provider", async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: token } = await site.logIn()
  const { user, clientId, scopes } = await verifier.verify(token)
  assert.deepEqual([user, clientId, scopes], [{ id: 'alice' }, 'shop', ['read']])
  assert.equal((await explain(verifier, token)).kind, 'access')
})

test('tells the ID token of a certified provider from its access token (checklist 14, 26)', async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: token, id_token: idToken } = await site.logIn()
  const said = await verifier.verifyIdToken(idToken, { clientIds: ['shop'] })
  assert.deepEqual([said.subject, said.claims['nonce']], ['alice', 'n-1'])
  await assertRefused(() => verifier.verify(idToken), 'wrong_type')
  await assertRefused(() => verifier.verifyIdToken(token, { clientIds: ['shop'] }), 'wrong_type')
  await assertRefused(() => verifier.verifyIdToken(idToken, { clientIds: ['worker'] }), 'wrong_audience')
  assert.equal((await explain(verifier, idToken)).kind, 'id')
})

test('refuses the ID token of a certified provider also where neither typ nor audience tells it (checklist 26)', async (t) => {
  const { site } = await openScene(t)
  const { id_token: idToken } = await site.logIn()
  for (const audience of ['shop', null]) {
    const loose = createVerifier({ issuer: site.issuer, audience, types: null })
    await assertRefused(() => loose.verify(idToken), 'wrong_type')
  }
})

test('refuses the token of a certified provider for another resource (checklist 17)', async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: token } = await site.askAsMachine('https://other.example')
  await assertRefused(() => verifier.verify(token), 'wrong_audience')
})

test('calls the opaque token of a certified provider opaque and asks it for nothing', async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: token } = await site.askAsMachine()
  const before = site.asked.length
  await assertRefused(() => verifier.verify(token), 'opaque_token')
  assert.equal(site.asked.length, before)
})

const encrypt = {
  alg: 'RSA-OAEP-256',
  enc: 'A256GCM',
  key: generateKeys('rsa', { modulusLength: 2048 }).publicKey,
}
const OTHER_FORMS: readonly (readonly [what: string, jwt: object, code: AuthErrorCode])[] = [
  ['encrypted', { sign: { alg: 'ES256' }, encrypt }, 'encrypted_token'],
  [
    'signed with a shared secret',
    { sign: { alg: 'HS256', key: createSecretKey(randomBytes(32)) } },
    'algorithm_not_allowed',
  ],
]
for (const [what, jwt, code] of OTHER_FORMS) {
  test(`names what is wrong with a token of a certified provider that is ${what} (checklist 6, 7)`, async (t) => {
    const { site, verifier } = await openScene(t, { resource: { jwt } })
    const { access_token: token } = await site.askAsMachine(AUDIENCE)
    await assertRefused(() => verifier.verify(token), code)
  })
}

test('refuses a token that a certified provider bound to a key of its client, without a proof (checklist 53)', async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: token } = await site.askAsMachine(AUDIENCE, {
    dpop: proofFor(`${site.issuer}/token`),
  })
  for (let time = 0; time < 2; time++) await assertRefused(() => verifier.verify(token), 'dpop_required')
})

test('follows a certified provider that was restarted with another key (checklist 59)', async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: old } = await site.askAsMachine(AUDIENCE)
  await verifier.verify(old)
  await site.restartWith(createKey('ES256', 'second'))
  const { access_token: fresh } = await site.askAsMachine(AUDIENCE)
  assert.equal((await verifier.verify(fresh)).header.kid, 'second')
  await assertRefused(() => verifier.verify(old), 'unknown_key')
})

test('accepts old and new tokens while a certified provider publishes both keys', async (t) => {
  const { site, verifier } = await openScene(t)
  const { access_token: old } = await site.askAsMachine(AUDIENCE)
  await verifier.verify(old)
  await site.restartWith(createKey('ES256', 'second'), key)
  await verifier.verify((await site.askAsMachine(AUDIENCE)).access_token)
  assert.equal((await verifier.verify(old)).header.kid, key.kid)
})

const LAYOUTS: readonly (readonly [what: string, options: ProviderOptions])[] = [
  ['OpenID Connect has it', { path: '/shop' }],
  ['RFC 8414 has it', { path: '/shop', documentPath: '/.well-known/oauth-authorization-server/shop' }],
]
for (const [what, options] of LAYOUTS) {
  test(`finds a certified provider under a path whose document is where ${what} (checklist 43)`, async (t) => {
    const { site, verifier } = await openScene(t, options)
    assert.equal((await verifier.verify((await site.logIn()).access_token)).issuer, site.issuer)
    const document = options.documentPath ?? '/shop/.well-known/openid-configuration'
    assert.ok(site.asked.some(({ path }) => path === document))
  })
}

/** A proof that the client holds a key, for a request to the token endpoint. RFC 9449 §4.2. */
function proofFor(htu: string): string {
  const { privateKey, publicKey } = testKey('ES256', 'client')
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) }
  const claims = { htm: 'POST', htu, iat: Math.floor(Date.now() / 1000), jti: 'proof-1' }
  const text = [header, claims].map((part) => encode(JSON.stringify(part))).join('.')
  return `${text}.${encode(signText(text, 'ES256', privateKey))}`
}
