import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from 'node:assert'
import { after, before, suite, test } from 'node:test'
import * as client from 'openid-client'
import { createBrowser, locationOf } from '../support/browser.ts'

const redirect_uri = 'https://app.example/callback'
const post_logout_redirect_uri = 'https://app.example/'

suite('a real client', () => {
  let issuer: RunningIssuer
  before(async () => {
    issuer = await createIssuer({
      users: [{ id: 'alice', roles: ['admin'], standardAttributes: { email: 'alice@example.com' } }],
      clients: [
        {
          id: 'web',
          kind: 'confidential',
          secret: 'a secret',
          redirectUris: [redirect_uri],
          postLogoutRedirectUris: [post_logout_redirect_uri],
        },
        { id: 'spa', redirectUris: [redirect_uri] },
        { id: 'worker', kind: 'm2m', secret: 'another secret' },
      ],
    }).listen()
  })
  after(() => issuer.close())

  const discover = (id: string, authentication?: client.ClientAuth) =>
    client.discovery(new URL(issuer.endpoint), id, undefined, authentication, {
      execute: [client.allowInsecureRequests],
    })

  for (const [id, how, authentication] of [
    ['spa', 'without a secret', client.None()],
    ['web', 'with its secret in the header', client.ClientSecretBasic('a secret')],
    ['web', 'with its secret in the form', client.ClientSecretPost('a secret')],
  ] as const) {
    test(`${how} completes code with PKCE, userinfo, refresh and logout`, async () => {
      const config = await discover(id, authentication)
      const browser = createBrowser(fetch)
      const pkceCodeVerifier = client.randomPKCECodeVerifier()
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
      const to = client.buildAuthorizationUrl(config, {
        redirect_uri,
        scope: 'openid offline_access email',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
        max_age: '300',
      })

      const back = await browser.logIn(to, 'alice')
      const tokens = await client.authorizationCodeGrant(config, back, {
        pkceCodeVerifier,
        expectedState,
        expectedNonce,
        maxAge: 300,
        idTokenExpected: true,
      })
      strictEqual(tokens.claims()?.sub, 'alice')
      strictEqual(tokens.expires_in, 1800)

      const userinfo = await client.fetchUserInfo(config, tokens.access_token, 'alice')
      strictEqual(userinfo.email, 'alice@example.com')

      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
      notStrictEqual(renewed.access_token, tokens.access_token)
      notStrictEqual(renewed.refresh_token, tokens.refresh_token)
      strictEqual(renewed.claims()?.['sid'], tokens.claims()?.['sid'])

      await logOut(config, browser, id, renewed)
    })
  }

  test('is told when the user denies', async () => {
    const config = await discover('spa', client.None())
    const to = client.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
      state: 's',
    })
    const back = locationOf(await createBrowser(fetch).send(to, { choice: 'deny' }))
    await rejects(client.authorizationCodeGrant(config, back, { expectedState: 's' }), {
      error: 'access_denied',
    })
  })

  test('gets a token for itself', async () => {
    const config = await discover('worker', client.ClientSecretBasic('another secret'))
    const resource = 'https://api.example.com'
    const tokens = await client.clientCredentialsGrant(config, { resource, scope: 'read write' })
    strictEqual(tokens.token_type, 'bearer')
    strictEqual(tokens.scope, 'read write')
    ok(tokens.access_token.startsWith('eyJ'))
  })

  test('ends a session by revoking its refresh token', async () => {
    const config = await discover('spa', client.None())
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const to = client.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'openid offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const back = await createBrowser(fetch).logIn(to, 'alice')
    const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier })
    await client.tokenRevocation(config, tokens.refresh_token ?? '')
    await rejects(client.refreshTokenGrant(config, tokens.refresh_token ?? ''), { error: 'invalid_grant' })
    await rejects(client.fetchUserInfo(config, tokens.access_token, 'alice'))
  })
})

async function logOut(
  config: client.Configuration,
  browser: ReturnType<typeof createBrowser>,
  id: string,
  { id_token = '', refresh_token = '' }: { id_token?: string; refresh_token?: string },
): Promise<void> {
  const out = client.buildEndSessionUrl(config, {
    id_token_hint: id_token,
    ...(id === 'web' ? { post_logout_redirect_uri, state: 'bye' } : {}),
  })
  const answer = await browser.open(out)
  if (id === 'web') strictEqual(locationOf(answer).href, `${post_logout_redirect_uri}?state=bye`)
  else strictEqual(answer.status, 200)
  deepStrictEqual([...browser.cookies], [])
  await rejects(client.refreshTokenGrant(config, refresh_token), { error: 'invalid_grant' })
}
