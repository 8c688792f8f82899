import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createVerifier, type Auth, type Verifier } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { createKey, testKey } from '../support/keys.ts'
import { openProvider, type ProviderOptions, type ProviderSite } from '../support/provider-site.ts'
import { assertRefused } from '../support/refusals.ts'
import { AUDIENCE } from '../support/tokens.ts'

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
    const { issuer } = await verifier.verify((await site.logIn()).access_token)
    assert.ok(issuer.endsWith('/shop'))
    assert.equal(issuer, site.issuer)
  })
}
