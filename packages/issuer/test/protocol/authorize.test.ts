import { createIssuer } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createApplication, REDIRECT_URI } from '../support/application.ts'
import { locationOf } from '../support/browser.ts'

const NOW = 1_700_000_000

function createSetup() {
  const issuer = createIssuer({
    now: () => NOW * 1000,
    users: [{ id: 'alice' }, { id: 'bob', isDisabled: true }, { id: 'carol' }],
    clients: [
      { id: 'spa', name: 'The shop', redirectUris: [REDIRECT_URI, `${REDIRECT_URI}?keep=1`] },
      { id: 'other', redirectUris: [REDIRECT_URI] },
      { id: 'web', kind: 'confidential', secret: 's', redirectUris: [REDIRECT_URI] },
      { id: 'partner', kind: 'third_party_app', redirectUris: [REDIRECT_URI] },
    ],
  })
  return { issuer, app: createApplication(issuer, 'spa') }
}

suite('an authorization request that must not be sent back is shown instead', () => {
  const refused: readonly (readonly [string, Record<string, string | undefined>, RegExp])[] = [
    ['of an unknown client', { client_id: 'nobody' }, /invalid_client<\/code>: the client is unknown/],
    ['without a client', { client_id: undefined }, /client_id is missing/],
    ['without a redirect URI', { redirect_uri: undefined }, /redirect_uri is missing/],
    ['with a slash more', { redirect_uri: `${REDIRECT_URI}/` }, /compare letter by letter/],
    ['with a query more', { redirect_uri: `${REDIRECT_URI}?x=1` }, /compare letter by letter/],
    ['with other case', { redirect_uri: 'https://APP.example/callback' }, /compare letter by letter/],
    ['to another host', { redirect_uri: 'https://attacker.example/callback' }, /compare letter by letter/],
  ]
  for (const [what, changes, text] of refused) {
    test(what, async () => {
      const { app } = createSetup()
      const response = await app.browser.open(app.start(changes))
      strictEqual(response.status, 400)
      strictEqual(response.headers.get('location'), null)
      match(await response.text(), text)
    })
  }

  test('with a parameter twice', async () => {
    const { app } = createSetup()
    const response = await app.browser.open(`${app.start().href}&redirect_uri=https://attacker.example`)
    strictEqual(response.status, 400)
    match(await response.text(), /redirect_uri is there more than once/)
  })
})

suite('an authorization request that is refused goes back with an error and its state', () => {
  const refused: readonly (readonly [string, Record<string, string | undefined>, string])[] = [
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with PKCE that says no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['with a challenge that is no hash', { code_challenge: 'abc' }, 'invalid_request'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['for nothing', { response_type: undefined }, 'invalid_request'],
    ['with an unknown scope', { scope: 'openid everything' }, 'invalid_scope'],
    ['with a first party’s resource', { resource: 'https://api.example.com' }, 'invalid_target'],
    ['with an unknown prompt', { prompt: 'please' }, 'invalid_request'],
    ['with two prompts that contradict', { prompt: 'none login' }, 'invalid_request'],
    ['with a max_age that is no number', { max_age: '-1' }, 'invalid_request'],
    ['with an unknown response mode', { response_mode: 'pigeon' }, 'invalid_request'],
    ['with a request object', { request: 'eyJ' }, 'request_not_supported'],
    ['with a hint that nobody signed', { id_token_hint: 'eyJ.eyJ.x' }, 'invalid_request'],
    ['that is silent while nobody is logged in', { prompt: 'none' }, 'login_required'],
  ]
  for (const [what, changes, error] of refused) {
    test(`${what}: ${error}`, async () => {
      const { app } = createSetup()
      const back = locationOf(await app.browser.open(app.start(changes)))
      strictEqual(back.origin + back.pathname, REDIRECT_URI)
      deepStrictEqual([back.searchParams.get('error'), back.searchParams.get('state')], [error, 'a state'])
      strictEqual(back.searchParams.has('code'), false)
    })
  }

  test('when an access token is sent as a hint', async () => {
    const { issuer, app } = createSetup()
    const start = app.start({ id_token_hint: await issuer.token({ user: 'alice' }) })
    strictEqual(locationOf(await app.browser.open(start)).searchParams.get('error'), 'invalid_request')
  })

  test('when a third party asks for full access', async () => {
    const { issuer } = createSetup()
    const partner = createApplication(issuer, 'partner')
    const start = partner.start({ scope: 'openid https://authgear.com/scopes/full-access' })
    strictEqual(locationOf(await partner.browser.open(start)).searchParams.get('error'), 'invalid_scope')
  })
})

suite('the answer to a login', () => {
  test('keeps what the redirect URI had already', async () => {
    const { app } = createSetup()
    const back = await app.browser.logIn(app.start({ redirect_uri: `${REDIRECT_URI}?keep=1` }), 'alice')
    strictEqual(back.searchParams.get('keep'), '1')
    ok(back.searchParams.get('code'))
  })

  test('goes into the fragment when it is asked to', async () => {
    const { app } = createSetup()
    const back = await app.browser.logIn(app.start({ response_mode: 'fragment' }), 'alice')
    strictEqual(back.search, '')
    ok(new URLSearchParams(back.hash.slice(1)).get('code'))
  })

  test('is a form when it is asked to be, with a button for where no script runs', async () => {
    const { app } = createSetup()
    const start = app.start({ response_mode: 'form_post', state: '"><script>' })
    const response = await app.browser.send(start, { choice: 'user', user: 'alice' })
    const text = await response.text()
    match(text, /<form method="post" action="https:\/\/app.example\/callback">/)
    match(text, /name="code" value="[\w-]{43}"/)
    match(text, /name="state" value="&quot;&gt;&lt;script&gt;"/)
    match(text, /<button>Continue<\/button>/)
    match(response.headers.get('content-security-policy') ?? '', /script-src 'sha256-/)
  })

  test('has no code when none was asked for', async () => {
    const { app } = createSetup()
    const back = await app.browser.logIn(app.start({ response_type: 'none' }), 'alice')
    deepStrictEqual([...back.searchParams.keys()], ['state'])
  })

  test('also comes when the request itself was posted', async () => {
    const { issuer, app } = createSetup()
    const { searchParams } = app.start()
    const page = await app.browser.send(
      `${issuer.endpoint}/oauth2/authorize`,
      Object.fromEntries(searchParams),
    )
    strictEqual(page.status, 200)
    match(await page.text(), /action="\?client_id=spa&amp;redirect_uri=/)
  })
})

suite('who is logged in', () => {
  test('is not asked again, by another client either', async () => {
    const { issuer, app } = createSetup()
    await app.logIn('alice')
    const again = locationOf(await app.browser.open(app.start({ client_id: 'other', prompt: 'none' })))
    ok(again.searchParams.get('code'))
    strictEqual(issuer.sessions().length, 1)
  })

  test('is asked again for prompt=login, and the session goes on with a new auth_time', async () => {
    const { issuer, app } = createSetup()
    const first = decodeJwt((await app.logIn('alice', { scope: 'openid' })).id_token)
    const cookie = app.browser.cookies.get('session')
    issuer.moveClock(600)
    const again = { scope: 'openid', prompt: 'login', max_age: '0', nonce: 'n' }
    const second = decodeJwt((await app.logIn('alice', again)).id_token)
    deepStrictEqual([first['auth_time'], second['auth_time']], [NOW, NOW + 600])
    strictEqual(second['nonce'], 'n')
    strictEqual(second['sid'], first['sid'])
    notStrictEqual(app.browser.cookies.get('session'), cookie)
  })

  test('is asked again once the login is older than max_age, not a second before', async () => {
    const { issuer, app } = createSetup()
    await app.logIn('alice')
    issuer.moveClock(300)
    strictEqual((await app.browser.open(app.start({ max_age: '300' }))).status, 303)
    issuer.moveClock(1)
    strictEqual((await app.browser.open(app.start({ max_age: '300' }))).status, 200)
    const silent = locationOf(await app.browser.open(app.start({ max_age: '300', prompt: 'none' })))
    strictEqual(silent.searchParams.get('error'), 'login_required')
  })

  test('must be the person of the hint, and nobody else will do', async () => {
    const { app } = createSetup()
    const { id_token } = await app.logIn('alice')
    const start = app.start({ prompt: 'login', id_token_hint: id_token })
    const page = await (await app.browser.open(start)).text()
    match(page, /Confirm that it is you, for The shop/)
    match(page, /value="alice"/)
    strictEqual(page.includes('value="carol"'), false)
    const other = await app.browser.send(start, { choice: 'user', user: 'carol' })
    deepStrictEqual([other.status, other.headers.get('location')], [400, null])
    ok((await app.browser.logIn(start, 'alice')).searchParams.get('code'))
  })

  test('is not who the hint names: then silence fails', async () => {
    const { app } = createSetup()
    const { id_token } = await app.logIn('alice')
    await app.logIn('carol', { prompt: 'login' })
    const back = locationOf(await app.browser.open(app.start({ prompt: 'none', id_token_hint: id_token })))
    strictEqual(back.searchParams.get('error'), 'login_required')
  })

  test('counts as nobody once disabled', async () => {
    const { issuer, app } = createSetup()
    await app.logIn('alice')
    issuer.disableUser('alice')
    const back = locationOf(await app.browser.open(app.start({ prompt: 'none' })))
    strictEqual(back.searchParams.get('error'), 'login_required')
  })

  test('has a cookie that no script reads and no other site sends along', async () => {
    const { app } = createSetup()
    const response = await app.browser.send(app.start(), { choice: 'user', user: 'alice' })
    match(response.headers.get('set-cookie') ?? '', /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  })
})
