import { createIssuer, type ClientKind, type ClientOptions } from '@tokenstile/issuer'
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { askUserinfo, createApplication, REDIRECT_URI } from '../support/application.ts'

const NOW = 1_700_000_000
const FULL = 'https://authgear.com/scopes/full-access'
const resource = 'https://api.example.com'
const claim = (name: string) => `https://authgear.com/claims/user/${name}`

const alice = {
  id: 'alice',
  roles: ['admin'],
  standardAttributes: { email: 'alice@example.com', name: 'Alice', phone_number: '+49301234' },
  customAttributes: { plan: 'pro' },
}
const OWN_CLAIMS = {
  [claim('is_anonymous')]: false,
  [claim('is_verified')]: true,
  [claim('can_reauthenticate')]: true,
  [claim('roles')]: ['admin'],
}

function createSetup(client: Partial<ClientOptions> & { kind: ClientKind }, options = {}) {
  const secret = client.kind === 'confidential' ? 'shh' : undefined
  const issuer = createIssuer({
    now: () => NOW * 1000,
    users: [alice],
    clients: [{ id: 'app', redirectUris: [REDIRECT_URI], ...(secret ? { secret } : {}), ...client }],
    ...options,
  })
  return { issuer, app: createApplication(issuer, 'app', secret) }
}

function withoutIds({ jti, sid, ...claims }: JWTPayload & { sid?: unknown }): JWTPayload {
  ok(jti === undefined || /^[0-9a-f]{64}$/.test(jti))
  ok(sid === undefined || typeof sid === 'string')
  return claims
}

suite('the tokens of a login', () => {
  for (const kind of ['spa', 'native', 'traditional_webapp'] as const) {
    test(`by a client of kind ${kind} carry no personal attribute, whatever the scope`, async () => {
      const { issuer, app } = createSetup({ kind })
      const scope = `openid offline_access profile email phone ${FULL}`
      const tokens = await app.logIn('alice', { scope, nonce: 'n' })
      deepStrictEqual(withoutIds(decodeJwt(tokens.access_token)), {
        iss: issuer.endpoint,
        aud: [issuer.endpoint],
        iat: NOW,
        exp: NOW + 1800,
        client_id: 'app',
        scope,
        auth_time: NOW,
        amr: ['pwd', 'x_primary_password'],
        sub: 'alice',
        ...OWN_CLAIMS,
      })
      deepStrictEqual(withoutIds(decodeJwt(tokens.id_token)), {
        iss: issuer.endpoint,
        aud: ['app'],
        iat: NOW,
        exp: NOW + 300,
        auth_time: NOW,
        amr: ['pwd', 'x_primary_password'],
        nonce: 'n',
        sub: 'alice',
        ...OWN_CLAIMS,
      })
    })
  }

  test('by a confidential client carry what the scopes give away', async () => {
    const { app } = createSetup({ kind: 'confidential' })
    const byScope: readonly (readonly [string, object])[] = [
      ['openid', {}],
      ['openid email', { email: 'alice@example.com', email_verified: true }],
      ['openid profile', { name: 'Alice' }],
      ['openid phone', { phone_number: '+49301234', phone_number_verified: true }],
    ]
    for (const [scope, attributes] of byScope) {
      const { access_token, id_token } = await app.logIn('alice', { scope, prompt: 'login' })
      for (const token of [access_token, id_token]) {
        const { email, email_verified, name, phone_number, phone_number_verified } = decodeJwt(token)
        const found = { email, email_verified, name, phone_number, phone_number_verified }
        deepStrictEqual(JSON.parse(JSON.stringify(found)), attributes, scope)
      }
    }
    const full = decodeJwt(
      (await app.logIn('alice', { scope: `openid ${FULL}`, prompt: 'login' })).access_token,
    )
    deepStrictEqual([full['email'], full['name']], ['alice@example.com', 'Alice'])
  })

  test('are what the library verifies, kind by kind of header', async () => {
    const { issuer, app } = createSetup({ kind: 'spa' })
    // The issuer's clock stands still, so that the verifier's has to.
    const settings = { fetch: issuer.fetch, now: () => NOW * 1000 }
    const verifier = createVerifier(authgear(issuer.endpoint), settings)
    const { access_token, id_token } = await app.logIn('alice')
    const auth = await verifier.verify(access_token)
    deepStrictEqual([auth.user?.id, auth.user?.roles, auth.authTime], ['alice', ['admin'], NOW])
    deepStrictEqual(Object.keys(decodeProtectedHeader(access_token)), ['alg', 'typ', 'kid'])
    strictEqual(decodeProtectedHeader(access_token).typ, 'at+jwt')
    strictEqual(decodeProtectedHeader(id_token).typ, 'JWT')
  })

  test('name the session: the grant where there is a refresh token, the login otherwise', async () => {
    const { issuer, app } = createSetup({ kind: 'spa' })
    match(readSid((await app.logIn('alice')).id_token), /^offline_grant:[0-9a-f-]{36}$/)
    const sid = readSid((await app.logIn('alice', { scope: 'openid', prompt: 'login' })).id_token)
    strictEqual(sid, `idp:${issuer.sessions()[0]?.id}`)
  })

  test('of a third party are opaque, and userinfo alone takes them', async () => {
    const { issuer, app } = createSetup({ kind: 'third_party_app' })
    const { access_token, id_token } = await app.logIn('alice', { scope: 'openid email' })
    match(access_token, /^[\w-]{43}$/)
    strictEqual(decodeJwt(id_token)['email'], 'alice@example.com')
    strictEqual((await askUserinfo(issuer, access_token)).body['email'], 'alice@example.com')
    strictEqual(await askResolver(issuer, access_token), 'false')
  })

  test('of a third party for a resource are JWTs for it alone, and count neither at userinfo nor at the resolver', async () => {
    const { issuer, app } = createSetup({ kind: 'third_party_app', resources: { [resource]: ['read'] } })
    const { access_token } = await app.logIn('alice', { scope: 'openid email read', resource })
    const claims = decodeJwt(access_token)
    deepStrictEqual([claims.aud, claims['scope']], [[resource], 'openid email read'])
    deepStrictEqual([claims['email'], claims[claim('roles')]], ['alice@example.com', ['admin']])
    strictEqual((await askUserinfo(issuer, access_token)).status, 401)
    strictEqual(await askResolver(issuer, access_token), 'false')
  })

  test('of a third party on an older server, where the switch counts, are JWTs for the endpoint', async () => {
    const { issuer, app } = createSetup({ kind: 'third_party_app', issueJwtAccessToken: true })
    deepStrictEqual(decodeJwt((await app.logIn('alice')).access_token).aud, [issuer.endpoint])
  })

  test('are opaque where the switch is off, and userinfo and the resolver take them', async () => {
    const { issuer, app } = createSetup({ kind: 'spa', issueJwtAccessToken: false })
    const { access_token, expires_in } = await app.logIn('alice')
    match(access_token, /^[\w-]{43}$/)
    strictEqual(expires_in, 1800)
    strictEqual((await askUserinfo(issuer, access_token)).status, 200)
    strictEqual(await askResolver(issuer, access_token), 'true')
    match(await issuer.token({ user: 'alice', clientId: 'app' }), /^[\w-]{43}$/)
    issuer.moveClock(1800)
    strictEqual((await askUserinfo(issuer, access_token)).status, 401)
  })

  test('last as long as the client says', async () => {
    const { issuer, app } = createSetup({ kind: 'spa', accessTokenLifetimeSeconds: 300 })
    const { access_token, expires_in } = await app.logIn('alice')
    deepStrictEqual([expires_in, decodeJwt(access_token).exp], [300, NOW + 300])
    strictEqual(decodeJwt(await issuer.token({ clientId: 'app' })).exp, NOW + 300)
  })

  test('of an older server lack what it did not set; its ID tokens do not', async () => {
    const omit = ['auth_time', 'amr', 'scope', 'roles'] as const
    const { app } = createSetup({ kind: 'spa' }, { omit })
    const { access_token, id_token } = await app.logIn('alice')
    const claims = decodeJwt(access_token)
    for (const name of ['auth_time', 'amr', 'scope', claim('roles')]) strictEqual(name in claims, false, name)
    strictEqual(claims[claim('is_verified')], true)
    strictEqual(decodeJwt(id_token)['auth_time'], NOW)
  })

  test('of a person who minted one are the same as those of a login', async () => {
    const { issuer, app } = createSetup({ kind: 'confidential' })
    const scope = 'openid offline_access email'
    const { access_token } = await app.logIn('alice', { scope })
    const minted = await issuer.token({ user: 'alice', clientId: 'app', scopes: scope.split(' ') })
    deepStrictEqual(withoutIds(decodeJwt(minted)), withoutIds(decodeJwt(access_token)))
    deepStrictEqual(decodeProtectedHeader(minted), decodeProtectedHeader(access_token))
  })
})

async function askResolver(issuer: ReturnType<typeof createIssuer>, token: string): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await issuer.fetch(`${issuer.endpoint}/_resolver/resolve`, { headers })
  return response.headers.get('x-authgear-session-valid')
}

function readSid(token: string): string {
  return Buffer.from(String(decodeJwt(token)['sid']), 'base64url').toString()
}
