import { createIssuer } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { assertRefused } from '../support/assert-refused.ts'
import { askUserinfo, createApplication, REDIRECT_URI } from '../support/application.ts'

const orders = 'https://api.example.com/orders'

function createSetup() {
  const issuer = createIssuer({
    clients: [
      { id: 'spa', redirectUris: [REDIRECT_URI, 'https://app.example/other'] },
      { id: 'other', redirectUris: [REDIRECT_URI] },
      { id: 'web', kind: 'confidential', secret: 'p:ä ss', redirectUris: [REDIRECT_URI] },
    ],
    users: [{ id: 'alice' }],
  })
  const app = createApplication(issuer, 'spa')
  const getCode = async (changes = {}) =>
    (await app.browser.logIn(app.start({ prompt: 'login', ...changes }), 'alice')).searchParams.get('code') ??
    ''
  return { issuer, app, getCode }
}

suite('a code', () => {
  const changes: readonly (readonly [string, Record<string, string | undefined>, string, number?])[] = [
    ['with another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['without its verifier', { code_verifier: undefined }, 'invalid_grant'],
    ['with a verifier that is too short', { code_verifier: 'x' }, 'invalid_grant'],
    ['with another redirect URI', { redirect_uri: 'https://app.example/other' }, 'invalid_grant'],
    ['without its redirect URI', { redirect_uri: undefined }, 'invalid_grant'],
    ['of another client', { client_id: 'other' }, 'invalid_grant'],
    ['for another resource', { resource: orders }, 'invalid_target'],
    ['of an unknown client', { client_id: 'nobody' }, 'invalid_client', 401],
    ['with a secret, from a client that has none', { client_secret: 'x' }, 'invalid_client', 401],
    ['that is unknown', { code: 'x' }, 'invalid_grant'],
    ['that is missing', { code: undefined }, 'invalid_request'],
    ['with no grant type', { grant_type: undefined }, 'invalid_request'],
    ['with an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['with a grant type of the prototype', { grant_type: 'toString' }, 'unsupported_grant_type'],
  ]
  for (const [what, change, error, status] of changes) {
    test(`${what} is refused with ${error}`, async () => {
      const { app, getCode } = createSetup()
      assertRefused(await app.exchange(await getCode(), change), error, status)
    })
  }

  test('that failed once is spent: a second guess at the verifier gives nothing', async () => {
    const { app, getCode } = createSetup()
    const code = await getCode()
    await app.exchange(code, { code_verifier: 'x'.repeat(43) })
    assertRefused(await app.exchange(code), 'invalid_grant')
  })

  test('that comes back ends every token that it gave', async () => {
    const { issuer, app, getCode } = createSetup()
    const code = await getCode()
    const tokens = await app.exchange(code)
    strictEqual((await askUserinfo(issuer, tokens.access_token)).status, 200)
    assertRefused(await app.exchange(code), 'invalid_grant')
    strictEqual((await askUserinfo(issuer, tokens.access_token)).status, 401)
    assertRefused(await app.refresh(tokens.refresh_token), 'invalid_grant')
  })

  test('is good for five minutes, and not a second more', async () => {
    for (const [seconds, status] of [
      [299, 200],
      [300, 400],
    ] as const) {
      const { issuer, app, getCode } = createSetup()
      const code = await getCode()
      issuer.moveClock(seconds)
      strictEqual((await app.exchange(code)).status, status)
    }
  })

  test('gives nothing once its user is disabled or its session has ended', async () => {
    const { issuer, app, getCode } = createSetup()
    const code = await getCode()
    issuer.disableUser('alice')
    assertRefused(await app.exchange(code), 'invalid_grant')
    issuer.enableUser('alice')
    const next = await getCode()
    for (const { id } of issuer.sessions()) issuer.endSession(id)
    assertRefused(await app.exchange(next), 'invalid_grant')
  })

  test('gives no refresh token without offline_access, and no ID token without openid', async () => {
    const { app, getCode } = createSetup()
    const tokens = await app.exchange(await getCode({ scope: 'profile' }))
    deepStrictEqual(Object.keys(tokens).toSorted(), [
      'access_token',
      'expires_in',
      'scope',
      'status',
      'token_type',
    ])
  })

  test('asked for without a challenge by a client with a secret takes no verifier', async () => {
    const { issuer } = createSetup()
    const web = createApplication(issuer, 'web', 'p:ä ss')
    const plain = web.start({ code_challenge: undefined, code_challenge_method: undefined })
    const code = (await web.browser.logIn(plain, 'alice')).searchParams.get('code') ?? ''
    assertRefused(await web.exchange(code), 'invalid_grant')
    const next =
      (await web.browser.logIn(web.start({ prompt: 'login' }), 'alice')).searchParams.get('code') ?? ''
    strictEqual((await web.exchange(next)).status, 200)
  })
})

suite('a refresh token', () => {
  test('gives a new one, and the access token before it no longer counts', async () => {
    const { issuer, app } = createSetup()
    const first = await app.logIn('alice')
    const second = await app.refresh(first.refresh_token)
    strictEqual(second.status, 200)
    notStrictEqual(second.refresh_token, first.refresh_token)
    strictEqual((await askUserinfo(issuer, first.access_token)).status, 401)
    strictEqual((await askUserinfo(issuer, second.access_token)).status, 200)
    strictEqual((await app.refresh(second.refresh_token)).status, 200)
  })

  test('that comes back ends the grant, the newest tokens included', async () => {
    const { issuer, app } = createSetup()
    const first = await app.logIn('alice')
    const second = await app.refresh(first.refresh_token)
    assertRefused(await app.refresh(first.refresh_token), 'invalid_grant')
    assertRefused(await app.refresh(second.refresh_token), 'invalid_grant')
    strictEqual((await askUserinfo(issuer, second.access_token)).status, 401)
  })

  test('ends for both of two who use it at the same time', async () => {
    const { app } = createSetup()
    const { refresh_token } = await app.logIn('alice')
    const answers = await Promise.all([app.refresh(refresh_token), app.refresh(refresh_token)])
    deepStrictEqual(answers.map(({ status }) => status).toSorted(), [400, 400])
  })

  test('keeps the time of the login, and its ID token has no nonce', async () => {
    const { issuer, app } = createSetup()
    const first = await app.logIn('alice', { nonce: 'n' })
    issuer.moveClock(3600)
    const second = await app.refresh(first.refresh_token)
    const [before, after] = [decodeJwt(first.id_token), decodeJwt(second.id_token)]
    strictEqual(after['auth_time'], before['auth_time'])
    strictEqual(decodeJwt(second.access_token)['auth_time'], before['auth_time'])
    deepStrictEqual([before['nonce'], after['nonce']], ['n', undefined])
  })

  test('may ask for fewer scopes, not for more', async () => {
    const { app } = createSetup()
    const { refresh_token } = await app.logIn('alice', { scope: 'openid offline_access email' })
    assertRefused(await app.refresh(refresh_token, { scope: 'openid phone' }), 'invalid_scope')
    strictEqual((await app.refresh(refresh_token, { scope: 'openid' })).scope, 'openid')
  })

  test('is refused for another client, an unknown one, after its time, and for a disabled user', async () => {
    const { issuer, app } = createSetup()
    const { refresh_token } = await app.logIn('alice')
    assertRefused(await app.refresh(refresh_token, { client_id: 'other' }), 'invalid_grant')
    assertRefused(await app.refresh('x'), 'invalid_grant')
    assertRefused(await app.refresh(`${refresh_token}x`), 'invalid_grant')
    issuer.disableUser('alice')
    assertRefused(await app.refresh(refresh_token), 'invalid_grant')
    issuer.enableUser('alice')
    issuer.moveClock(31_449_600)
    assertRefused(await app.refresh(refresh_token), 'invalid_grant')
  })

  test('speaks for the user as they are now', async () => {
    const { issuer, app } = createSetup()
    const { refresh_token } = await app.logIn('alice')
    issuer.putUser({ id: 'alice', roles: ['boss'] })
    const { access_token } = await app.refresh(refresh_token)
    deepStrictEqual(decodeJwt(access_token)['https://authgear.com/claims/user/roles'], ['boss'])
  })
})
