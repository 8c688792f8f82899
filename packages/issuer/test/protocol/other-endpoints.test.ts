import { createIssuer, type Issuer } from '@tokenstile/issuer'
import { deepStrictEqual, match, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { askUserinfo, createApplication, REDIRECT_URI } from '../support/application.ts'
import { locationOf } from '../support/browser.ts'

const HOME = 'https://app.example/'

function createSetup(options = {}) {
  const issuer = createIssuer({
    users: [
      { id: 'alice', standardAttributes: { email: 'alice@example.com' }, customAttributes: { plan: 'pro' } },
      { id: 'bob' },
    ],
    clients: [
      { id: 'spa', redirectUris: [REDIRECT_URI], postLogoutRedirectUris: [HOME] },
      { id: 'opaque', redirectUris: [REDIRECT_URI], issueJwtAccessToken: false },
      { id: 'api', kind: 'confidential', secret: 'shh' },
    ],
    ...options,
  })
  return { issuer, app: createApplication(issuer, 'spa') }
}

async function post(issuer: Issuer, path: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields)
  return issuer.fetch(`${issuer.endpoint}${path}`, { method: 'POST', body })
}

suite('userinfo', () => {
  test('gives what the scopes give away, for GET and POST', async () => {
    const { issuer, app } = createSetup()
    const { access_token } = await app.logIn('alice', { scope: 'openid email' })
    const { body } = await askUserinfo(issuer, access_token)
    deepStrictEqual(
      [body['sub'], body['email'], body['email_verified']],
      ['alice', 'alice@example.com', true],
    )
    strictEqual('custom_attributes' in body, false)
    const init = { method: 'POST', headers: { authorization: `Bearer ${access_token}` } }
    strictEqual((await issuer.fetch(`${issuer.endpoint}/oauth2/userinfo`, init)).status, 200)
  })

  test('gives custom attributes and how one logs in for full access', async () => {
    const { issuer } = createSetup()
    const { body } = await askUserinfo(issuer, await issuer.token({ user: 'alice' }))
    deepStrictEqual(body['custom_attributes'], { plan: 'pro' })
    deepStrictEqual(body['https://authgear.com/claims/user/authenticators'], [
      { kind: 'primary', type: 'password' },
    ])
    strictEqual(body['https://authgear.com/claims/user/recovery_code_enabled'], false)
  })

  test('refuses what does not count with 401 and a challenge', async () => {
    const { issuer } = createSetup()
    const client = { id: 'worker', resource: 'https://api.example.com' }
    const tokens = [
      'junk',
      await issuer.token({ client }),
      await issuer.token({ fault: 'expired' }),
      await issuer.token({ fault: 'wrong-issuer' }),
      await issuer.token({ fault: 'tampered-payload' }),
    ]
    for (const token of tokens) {
      const { status, challenge } = await askUserinfo(issuer, token)
      strictEqual(status, 401)
      strictEqual(challenge, 'Bearer error="invalid_grant", error_description="invalid session"')
    }
    strictEqual((await issuer.fetch(`${issuer.endpoint}/oauth2/userinfo`)).status, 401)
  })

  test('refuses a token whose user was disabled or whose session has ended', async () => {
    const { issuer, app } = createSetup()
    const { access_token } = await app.logIn('alice')
    issuer.disableUser('alice')
    strictEqual((await askUserinfo(issuer, access_token)).status, 401)
    issuer.enableUser('alice')
    strictEqual((await askUserinfo(issuer, access_token)).status, 200)
    for (const { id } of issuer.sessions()) strictEqual(issuer.endSession(id), true)
    strictEqual((await askUserinfo(issuer, access_token)).status, 401)
  })
})

suite('revocation', () => {
  test('of a refresh token ends the whole session', async () => {
    const { issuer, app } = createSetup()
    const tokens = await app.logIn('alice')
    strictEqual((await post(issuer, '/oauth2/revoke', { token: tokens.refresh_token })).status, 200)
    deepStrictEqual(issuer.sessions(), [])
    strictEqual((await askUserinfo(issuer, tokens.access_token)).status, 401)
    strictEqual((await app.refresh(tokens.refresh_token)).error, 'invalid_grant')
  })

  test('of an opaque access token ends that token alone', async () => {
    const { issuer } = createSetup()
    const tokens = await createApplication(issuer, 'opaque').logIn('alice')
    await post(issuer, '/oauth2/revoke', { token: tokens.access_token })
    strictEqual((await askUserinfo(issuer, tokens.access_token)).status, 401)
    strictEqual(issuer.sessions().length, 1)
  })

  test('of a JWT does nothing, and says 200, as Authgear does', async () => {
    const { issuer, app } = createSetup()
    const { access_token } = await app.logIn('alice')
    strictEqual((await post(issuer, '/oauth2/revoke', { token: access_token })).status, 200)
    strictEqual((await askUserinfo(issuer, access_token)).status, 200)
  })

  test('of junk says 200, and of nothing 400', async () => {
    const { issuer } = createSetup()
    strictEqual((await post(issuer, '/oauth2/revoke', { token: 'a.b' })).status, 200)
    strictEqual((await post(issuer, '/oauth2/revoke', {})).status, 400)
  })
})

function toLogout(issuer: Issuer, fields: Record<string, string>): string {
  return `${issuer.endpoint}/oauth2/end_session?${new URLSearchParams(fields).toString()}`
}

suite('logging out', () => {
  test('without an ID token asks first, and then ends the session', async () => {
    const { issuer, app } = createSetup()
    await app.logIn('alice')
    const page = await app.browser.open(toLogout(issuer, {}))
    match(await page.text(), /<h1>Log out\?<\/h1>/)
    strictEqual(issuer.sessions().length, 1)
    const done = await app.browser.send(toLogout(issuer, {}), { confirm: 'yes' })
    match(await done.text(), /You are logged out/)
    deepStrictEqual(issuer.sessions(), [])
  })

  test('that another site confirms is refused', async () => {
    const { issuer, app } = createSetup()
    await app.logIn('alice')
    const foreign = { origin: 'https://attacker.example' }
    strictEqual((await app.browser.send(toLogout(issuer, {}), { confirm: 'yes' }, foreign)).status, 400)
    strictEqual(issuer.sessions().length, 1)
  })

  test('may be posted, and must say which client it is to go back', async () => {
    const { issuer, app } = createSetup()
    const { id_token: id_token_hint } = await app.logIn('alice')
    const url = `${issuer.endpoint}/oauth2/end_session`
    const unnamed = await app.browser.send(url, { post_logout_redirect_uri: HOME })
    match(await unnamed.text(), /say which client it is; send client_id or id_token_hint/)
    const asking = await app.browser.send(url, { post_logout_redirect_uri: HOME, client_id: 'spa' })
    match(await asking.text(), /<h1>Log out\?<\/h1>/)
    const done = await app.browser.send(url, { id_token_hint, post_logout_redirect_uri: HOME })
    strictEqual(locationOf(done).href, HOME)
  })

  test('goes back only to an address of that client, letter by letter', async () => {
    const { issuer, app } = createSetup()
    const { id_token: id_token_hint } = await app.logIn('alice')
    for (const post_logout_redirect_uri of ['https://attacker.example/', `${HOME}x`, 'https://app.example']) {
      const page = await app.browser.open(toLogout(issuer, { id_token_hint, post_logout_redirect_uri }))
      deepStrictEqual([page.status, page.headers.get('location')], [400, null])
    }
    strictEqual(issuer.sessions().length, 1)
    const fields = { id_token_hint, post_logout_redirect_uri: HOME, state: 's' }
    strictEqual(locationOf(await app.browser.open(toLogout(issuer, fields))).href, `${HOME}?state=s`)
    deepStrictEqual(issuer.sessions(), [])
  })

  test('with the ID token of somebody else leaves the browser’s own session', async () => {
    const { issuer, app } = createSetup()
    const { id_token: id_token_hint } = await app.logIn('alice')
    await app.logIn('bob', { prompt: 'login' })
    await app.browser.open(toLogout(issuer, { id_token_hint }))
    deepStrictEqual(
      issuer
        .sessions()
        .map(({ userId }) => userId)
        .toSorted(),
      ['alice', 'bob'],
    )
  })
})

async function ask(issuer: Issuer, fields: Record<string, string>) {
  const response = await post(issuer, '/oauth2/introspect', fields)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

suite('introspection', () => {
  const api = { client_id: 'api', client_secret: 'shh' }

  test('is not there, nor in discovery, as in Authgear', async () => {
    const { issuer } = createSetup()
    strictEqual((await ask(issuer, { ...api, token: 'x' })).status, 404)
  })

  test('where it is wanted says of a token whether it counts, to who has a secret', async () => {
    const { issuer } = createSetup({ hasIntrospection: true })
    const discovery = await issuer.fetch(`${issuer.endpoint}/.well-known/openid-configuration`)
    const { introspection_endpoint } = (await discovery.json()) as Record<string, string>
    strictEqual(introspection_endpoint, `${issuer.endpoint}/oauth2/introspect`)
    const { body } = await ask(issuer, { ...api, token: await issuer.token({ user: 'alice' }) })
    deepStrictEqual([body['active'], body['sub'], body['client_id']], [true, 'alice', 'local-app'])
    const client = { id: 'worker', resource: 'https://api.example.com' }
    const machine = await ask(issuer, { ...api, token: await issuer.token({ client }) })
    deepStrictEqual([machine.body['sub'], machine.body['aud']], ['client_id_worker', [client.resource]])
    deepStrictEqual((await ask(issuer, { ...api, token: 'x' })).body, { active: false })
    deepStrictEqual((await ask(issuer, { ...api, token: await issuer.token({ fault: 'expired' }) })).body, {
      active: false,
    })
    strictEqual((await ask(issuer, { client_id: 'spa', token: 'x' })).status, 401)
  })
})

suite('the health page', () => {
  test('says ok, and makes no key for it', async () => {
    const { issuer } = createSetup()
    const response = await issuer.fetch(`${issuer.endpoint}/healthz`)
    deepStrictEqual([response.status, await response.json()], [200, { status: 'ok' }])
  })
})
