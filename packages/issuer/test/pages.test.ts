import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { deepStrictEqual, match, strictEqual } from 'node:assert'
import { after, before, suite, test } from 'node:test'
import { fetchedJson } from './fetched-json.ts'

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'
const JWKS = '/oauth2/jwks'
const SCOPE = 'https://authgear.com/scopes/'

suite('over HTTP', () => {
  let issuer: RunningIssuer
  const get = (path: string, init?: RequestInit) => fetch(`${issuer.endpoint}${path}`, init)
  before(async () => {
    issuer = await createIssuer().listen()
  })
  after(() => issuer.close())

  test('both discovery documents are the same, with every field that Authgear lists and no other', async () => {
    const { endpoint } = issuer
    const document = await (await get(OPENID)).json()
    deepStrictEqual(await (await get(OAUTH)).json(), document)
    deepStrictEqual(document, {
      authorization_endpoint: `${endpoint}/oauth2/authorize`,
      token_endpoint: `${endpoint}/oauth2/token`,
      response_types_supported: ['code', 'urn:authgear:params:oauth:response-type:settings-action', 'none'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      revocation_endpoint: `${endpoint}/oauth2/revoke`,
      token_endpoint_auth_methods_supported: ['none', 'client_secret_post', 'client_secret_basic'],
      dpop_signing_alg_values_supported: ['ES256', 'RS256'],
      issuer: endpoint,
      scopes_supported: `offline_access device_sso openid profile email address phone ${SCOPE}full-access
        ${SCOPE}full-userinfo ${SCOPE}pre-authenticated-url`.split(/\s+/),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: `iss aud iat exp sub email email_verified phone_number phone_number_verified
        preferred_username family_name given_name middle_name name nickname picture profile
        website gender birthdate zoneinfo locale address updated_at`.split(/\s+/),
      jwks_uri: `${endpoint}${JWKS}`,
      userinfo_endpoint: `${endpoint}/oauth2/userinfo`,
      end_session_endpoint: `${endpoint}/oauth2/end_session`,
    })
  })

  test("the key set has Authgear's members and nothing private", async () => {
    const { keys } = await fetchedJson(get(JWKS))
    deepStrictEqual({ keys }, await issuer.jwks())
    const [key] = keys
    deepStrictEqual(Object.keys(key), ['kty', 'n', 'e', 'kid', 'use', 'alg', 'created_at'])
    deepStrictEqual([key.kty, key.e, key.use, key.alg], ['RSA', 'AQAB', 'sig', 'RS256'])
    strictEqual(Buffer.from(key.n, 'base64url').length, 256)
    strictEqual(Number.isInteger(key.created_at), true)
  })

  test("a token verifies against the keys that its issuer's discovery document names", async () => {
    const discovery = await fetchedJson(get(OPENID))
    const { payload } = await jwtVerify(
      await issuer.token({ user: 'alice' }),
      createRemoteJWKSet(new URL(discovery.jwks_uri)),
      { issuer: discovery.issuer, audience: issuer.endpoint, typ: 'at+jwt', algorithms: ['RS256'] },
    )
    strictEqual(payload.sub, 'alice')
  })

  for (const path of [OPENID, OAUTH, JWKS]) {
    test(`${path} is JSON for every origin and says nothing about caching`, async () => {
      const { status, headers } = await get(path, { headers: { origin: 'https://app.example' } })
      strictEqual(status, 200)
      match(headers.get('content-type') ?? '', /^application\/json\b/)
      strictEqual(headers.get('access-control-allow-origin'), '*')
      strictEqual(headers.get('cache-control'), null)
      strictEqual(headers.get('etag'), null)
    })

    test(`${path} answers a preflight`, async () => {
      const { status, headers } = await get(path, { method: 'OPTIONS' })
      strictEqual(status, 204)
      strictEqual(headers.get('access-control-allow-origin'), '*')
      match(headers.get('access-control-allow-methods') ?? '', /\bGET\b/)
    })

    test(`${path} takes no POST`, async () => {
      strictEqual((await get(path, { method: 'POST', body: '{}' })).status, 404)
    })
  }

  test('any other page is a 404 in JSON', async () => {
    for (const path of ['/', '/oauth2/token', '/oauth2/jwks/', '//oauth2/jwks', `${OPENID}/x`]) {
      const response = await get(path)
      strictEqual(response.status, 404, path)
      strictEqual((await fetchedJson(response)).error, 'not_found')
    }
  })
})
