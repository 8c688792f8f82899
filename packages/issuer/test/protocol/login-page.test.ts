import { createIssuer } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from 'node:assert'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { suite, test } from 'node:test'
import { createApplication, REDIRECT_URI } from '../support/application.ts'
import { locationOf } from '../support/browser.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

function createSetup() {
  const issuer = createIssuer({
    users: [
      {
        id: 'alice',
        roles: ['admin'],
        standardAttributes: { name: 'Alice <script>', email: 'a@example.com' },
      },
      { id: 'guest', isAnonymous: true },
      { id: 'bob', isDisabled: true },
    ],
    clients: [{ id: 'spa', name: 'The shop', redirectUris: [REDIRECT_URI] }],
  })
  return { issuer, app: createApplication(issuer, 'spa') }
}

suite('the login page', () => {
  test('shows who there is, who asks and for what, and no script', async () => {
    const { app } = createSetup()
    const response = await app.browser.open(app.start())
    const text = await response.text()
    match(text, /<h1>Log in to The shop<\/h1>/)
    match(text, /It asks for: openid, offline_access/)
    match(text, /alice, Alice &lt;script&gt;, a@example.com, roles admin/)
    match(text, /guest, anonymous, not verified/)
    doesNotMatch(text, /<script/)
    match(
      response.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; .*frame-ancestors 'none'/,
    )
    strictEqual(response.headers.get('cache-control'), 'no-store')
  })

  test('says no for who denies', async () => {
    const { app, issuer } = createSetup()
    const back = locationOf(await app.browser.send(app.start(), { choice: 'deny' }))
    deepStrictEqual([back.searchParams.get('error'), back.searchParams.get('code')], ['access_denied', null])
    deepStrictEqual(issuer.sessions(), [])
  })

  test('lets a person be typed, with roles and claims that tokens then carry', async () => {
    const { app } = createSetup()
    const typed = { choice: 'typed', user: 'dave', roles: 'clerk, boss', claims: '{"org_id":"acme"}' }
    const back = locationOf(await app.browser.send(app.start(), typed))
    const tokens = await app.exchange(back.searchParams.get('code') ?? '')
    for (const token of [
      tokens.access_token,
      tokens.id_token,
      (await app.refresh(tokens.refresh_token)).access_token,
    ]) {
      const claims = decodeJwt(token)
      deepStrictEqual(
        [claims.sub, claims['org_id'], claims['https://authgear.com/claims/user/roles']],
        ['dave', 'acme', ['clerk', 'boss']],
      )
    }
  })

  test('lets roles be typed for a known user, for this login only', async () => {
    const { issuer, app } = createSetup()
    const typed = { choice: 'typed', user: 'alice', roles: 'auditor' }
    const back = locationOf(await app.browser.send(app.start(), typed))
    const tokens = await app.exchange(back.searchParams.get('code') ?? '')
    const { access_token } = await app.refresh(tokens.refresh_token)
    deepStrictEqual([rolesOf(tokens.access_token), rolesOf(access_token)], [['auditor'], ['auditor']])
    deepStrictEqual(rolesOf(await issuer.token({ user: 'alice' })), ['admin'])
  })

  test('takes no choice under a name that is not its own, which rebinding may have brought here', async () => {
    const { issuer, app } = createSetup()
    const running = await issuer.listen()
    try {
      const url = new URL(app.start().pathname + app.start().search, running.endpoint)
      const statuses = []
      for (const host of ['attacker.example', `localhost:${running.port}`]) {
        const sent = request(url, { method: 'POST', headers: { ...FORM, host } })
        sent.end('choice=user&user=alice')
        const [response] = (await once(sent, 'response')) as [IncomingMessage]
        response.resume()
        statuses.push(new URL(response.headers.location ?? 'about:blank').searchParams.has('code'))
      }
      deepStrictEqual(statuses, [false, true])
    } finally {
      await running.close()
    }
  })

  const problems: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['a disabled user', { choice: 'user', user: 'bob' }, /The user bob is disabled\./],
    [
      'a disabled user who is typed',
      { choice: 'typed', user: 'bob', roles: 'x' },
      /The user bob is disabled\./,
    ],
    ['a user who is not there', { choice: 'user', user: 'nobody' }, /There is no user nobody any more\./],
    ['no user', { choice: 'typed', user: '' }, /The user id is missing\./],
    ['a machine', { choice: 'typed', user: 'client_id_x' }, /id must not begin with client_id_/],
    ['a role that no role is', { choice: 'typed', user: 'x', roles: 'a.b' }, /roles must be role keys/],
    [
      'claims that are not JSON',
      { choice: 'typed', user: 'x', claims: '{a}' },
      /the field of claims is not JSON/,
    ],
    [
      'claims that are no object',
      { choice: 'typed', user: 'x', claims: '[1]' },
      /the field of claims must be a JSON object/,
    ],
    [
      'a claim that tokens have',
      { choice: 'typed', user: 'x', claims: '{"sub":"y"}' },
      /the field of claims may only add, and &#39;sub&#39;/,
    ],
    [
      'a claim that tokens have, as nothing',
      { choice: 'typed', user: 'x', claims: '{"iss":null}' },
      /the field of claims may only add, and &#39;iss&#39;/,
    ],
  ]
  for (const [what, fields, text] of problems) {
    test(`comes back with a sentence for ${what}, and nobody is logged in`, async () => {
      const { app, issuer } = createSetup()
      const response = await app.browser.send(app.start(), fields)
      deepStrictEqual([response.status, response.headers.get('location')], [400, null])
      const page = await response.text()
      match(page, /<p role="alert" id="problem">/)
      match(page, text)
      deepStrictEqual(issuer.sessions(), [])
    })
  }

  test('keeps what was typed when it comes back', async () => {
    const { app } = createSetup()
    const typed = { choice: 'typed', user: 'd"ave', roles: 'clerk', claims: '{"</textarea>' }
    const page = await (await app.browser.send(app.start(), typed)).text()
    match(page, /name="user"\s+value="d&quot;ave"/)
    match(page, /name="roles"\s+value="clerk"/)
    match(page, />\s*\{&quot;&lt;\/textarea&gt;<\/textarea/)
  })

  for (const headers of [
    { origin: 'https://attacker.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    test(`takes no choice from ${JSON.stringify(headers)}`, async () => {
      const { app, issuer } = createSetup()
      const response = await app.browser.send(app.start(), { choice: 'user', user: 'alice' }, headers)
      strictEqual(locationOf(response).searchParams.get('error'), 'invalid_request')
      deepStrictEqual(issuer.sessions(), [])
    })
  }

  test('takes a choice from its own page', async () => {
    const { app, issuer } = createSetup()
    const headers = { origin: issuer.endpoint, 'sec-fetch-site': 'same-origin' }
    const response = await app.browser.send(app.start(), { choice: 'user', user: 'alice' }, headers)
    ok(locationOf(response).searchParams.get('code'))
  })
})

function rolesOf(token: string): unknown {
  return decodeJwt(token)['https://authgear.com/claims/user/roles']
}
