import { createIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createApplication, REDIRECT_URI } from '../support/application.ts'

const NOW = 1_700_000_000
const issuer = createIssuer({
  now: () => NOW * 1000,
  users: [
    { id: 'alice', roles: ['admin', 'store:clerk'] },
    { id: 'guest', isAnonymous: true },
  ],
  clients: [{ id: 'spa', redirectUris: [REDIRECT_URI] }],
})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function resolve(headers: Record<string, string>, method = 'GET') {
  const response = await issuer.fetch(`${issuer.endpoint}/_resolver/resolve`, { method, headers })
  strictEqual(response.status, 200)
  strictEqual(await response.text(), '')
  return Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('x-authgear-')))
}

const ALICE = {
  'x-authgear-session-valid': 'true',
  'x-authgear-user-id': 'alice',
  'x-authgear-user-anonymous': 'false',
  'x-authgear-user-verified': 'true',
  'x-authgear-user-can-reauthenticate': 'true',
  'x-authgear-user-roles': 'admin,store:clerk',
  'x-authgear-session-amr': 'pwd x_primary_password',
  'x-authgear-session-authenticated-at': String(NOW),
}
const INVALID = { 'x-authgear-session-valid': 'false' }

suite('the resolver', () => {
  test('believes a token about a user that was described on the spot', async () => {
    const token = await issuer.token({ user: { id: 'alice', roles: ['auditor'], isVerified: false } })
    const headers = await resolve(bearer(token))
    deepStrictEqual(
      [headers['x-authgear-user-roles'], headers['x-authgear-user-verified']],
      ['auditor', 'false'],
    )
  })

  test('says nothing about who shows nothing', async () => {
    deepStrictEqual(await resolve({}), {})
  })

  test('says everything about a valid token, to GET and HEAD', async () => {
    const token = await issuer.token({ user: 'alice' })
    deepStrictEqual(await resolve(bearer(token)), ALICE)
    deepStrictEqual(await resolve(bearer(token), 'HEAD'), ALICE)
    deepStrictEqual(await resolve({ cookie: `a=b; app_access_token=${token}` }), ALICE)
  })

  test('leaves roles out and amr empty where there are none', async () => {
    const headers = await resolve(bearer(await issuer.token({ user: 'guest' })))
    strictEqual(headers['x-authgear-user-anonymous'], 'true')
    strictEqual(headers['x-authgear-session-amr'], '')
    strictEqual('x-authgear-user-roles' in headers, false)
  })

  test('knows the browser that logged in, and takes a token before its cookie', async () => {
    const app = createApplication(issuer, 'spa')
    await app.logIn('guest')
    const cookie = `session=${app.browser.cookies.get('session')}`
    strictEqual((await resolve({ cookie }))['x-authgear-user-id'], 'guest')
    const both = { cookie, ...bearer(await issuer.token({ user: 'alice' })) }
    deepStrictEqual(await resolve(both), ALICE)
    strictEqual((await resolve({ cookie, ...bearer('junk') }))['x-authgear-user-id'], 'guest')
  })

  for (const [what, fault] of [
    ['expired', 'expired'],
    ['forged', 'another-key'],
    ['a machine’s', 'machine-token'],
    ['an ID token', 'id-token'],
  ] as const) {
    test(`says only "invalid" to a token that is ${what}`, async () => {
      deepStrictEqual(await resolve(bearer(await issuer.token({ user: 'alice', fault }))), INVALID)
    })
  }

  test('says only "invalid" to junk in every place', async () => {
    deepStrictEqual(await resolve(bearer('x')), INVALID)
    deepStrictEqual(await resolve({ cookie: 'app_access_token=x; session=y' }), INVALID)
    deepStrictEqual(await resolve({ cookie: 'app_session=x' }), INVALID)
  })

  test('says "invalid" once the user is disabled, and the user as they are now once they are back', async () => {
    const token = await issuer.token({ user: 'alice' })
    issuer.disableUser('alice')
    deepStrictEqual(await resolve(bearer(token)), INVALID)
    issuer.putUser({ id: 'alice', roles: ['boss'] })
    strictEqual((await resolve(bearer(token)))['x-authgear-user-roles'], 'boss')
  })

  test('asks for cookies by their prefix', async () => {
    const prefixed = createIssuer({ cookiePrefix: 'p' })
    const token = await prefixed.token({ user: 'alice' })
    const ask = async (cookie: string) => {
      const init = { headers: { cookie } }
      const response = await prefixed.fetch(`${prefixed.endpoint}/_resolver/resolve`, init)
      return response.headers.get('x-authgear-session-valid')
    }
    deepStrictEqual(
      [await ask(`p-app_access_token=${token}`), await ask(`app_access_token=${token}`)],
      ['true', null],
    )
  })
})
