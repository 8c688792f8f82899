import { createIssuer, type TokenOptions } from '@tokenstile/issuer'
import { deepStrictEqual, match, notStrictEqual, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { mintVerified } from './verified-token.ts'

const NOW = 1_700_000_000
const endpoint = 'https://project.authgear.cloud'
const issuer = createIssuer({ endpoint, now: () => NOW * 1000 + 999 })
const claim = (name: string) => `https://authgear.com/claims/user/${name}`
const mint = async (options?: TokenOptions) => (await mintVerified(issuer, options)).payload

suite("a person's token", () => {
  test('has exactly the header and the claims that Authgear sets', async () => {
    const { protectedHeader, payload } = await mintVerified(issuer, { user: 'alice' })
    const { kid, ...header } = protectedHeader
    const { jti, ...claims } = payload
    deepStrictEqual(header, { alg: 'RS256', typ: 'at+jwt' })
    match(String(kid), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    match(String(jti), /^[0-9a-f]{64}$/)
    deepStrictEqual(claims, {
      iss: endpoint,
      aud: [endpoint],
      iat: NOW,
      exp: NOW + 1800,
      client_id: 'local-app',
      scope: 'openid offline_access https://authgear.com/scopes/full-access',
      auth_time: NOW,
      amr: ['pwd', 'x_primary_password'],
      sub: 'alice',
      [claim('is_anonymous')]: false,
      [claim('is_verified')]: true,
      [claim('can_reauthenticate')]: true,
      [claim('roles')]: [],
    })
  })

  test('is never the same twice', async () => {
    notStrictEqual((await mint({ user: 'alice' })).jti, (await mint({ user: 'alice' })).jti)
  })

  test('is for one fixed user when nobody is named', async () => {
    const { sub } = await mint()
    match(String(sub), /^[0-9a-f-]{36}$/)
    strictEqual((await mint({})).sub, sub)
    strictEqual((await mint({ clientId: 'web' })).sub, sub)
  })

  test('says about the user what was asked for', async () => {
    const roles = ['store:manager', '_x']
    const user = { id: 'bob', isVerified: false, isAnonymous: false, canReauthenticate: false, roles }
    const claims = await mint({ user })
    deepStrictEqual(
      [claims.sub, claims[claim('is_verified')], claims[claim('can_reauthenticate')], claims[claim('roles')]],
      ['bob', false, false, roles],
    )
  })

  test('of an anonymous user is not verified, cannot reauthenticate and has no amr', async () => {
    const claims = await mint({ user: { id: 'guest', isAnonymous: true } })
    strictEqual(claims[claim('is_anonymous')], true)
    strictEqual(claims[claim('is_verified')], false)
    strictEqual(claims[claim('can_reauthenticate')], false)
    strictEqual('amr' in claims, false)
  })

  test('takes client, scopes, amr and times from the options', async () => {
    const options = {
      clientId: 'web',
      scopes: ['openid', 'email'],
      amr: ['otp'],
      issuedAt: 1000,
      lifetimeSeconds: 5,
    }
    const claims = await mint(options)
    strictEqual(claims['client_id'], 'web')
    strictEqual(claims['scope'], 'openid email')
    deepStrictEqual(claims['amr'], ['otp'])
    deepStrictEqual([claims.iat, claims.exp, claims['auth_time']], [1000, 1005, 1000])
  })

  test('has no amr when the list is empty, as Authgear leaves it out', async () => {
    strictEqual('amr' in (await mint({ amr: [] })), false)
  })

  test('takes the time of authentication as a time or as seconds before now', async () => {
    strictEqual((await mint({ authTime: 1234 }))['auth_time'], 1234)
    strictEqual((await mint({ authTimeSecondsAgo: 600 }))['auth_time'], NOW - 600)
    strictEqual((await mint({ authTimeSecondsAgo: 600, issuedAt: NOW - 60 }))['auth_time'], NOW - 600)
  })

  test('bound to a resource has that audience only, and keeps the claims of the user', async () => {
    const claims = await mint({ user: 'alice', resource: 'https://api.example.com/orders/' })
    deepStrictEqual(claims.aud, ['https://api.example.com/orders/'])
    strictEqual(claims.sub, 'alice')
    strictEqual(claims[claim('is_verified')], true)
    strictEqual(claims['client_id'], 'dcrc_local-app')
    strictEqual(claims['scope'], 'openid')
  })

  test('of an older server lacks what is omitted and nothing else', async () => {
    const full = Object.keys(await mint())
    const old = Object.keys(await mint({ omit: ['auth_time', 'amr', 'scope', 'roles'] }))
    deepStrictEqual(
      full.filter((name) => !old.includes(name)),
      ['scope', 'auth_time', 'amr', claim('roles')],
    )
  })

  test('carries what the hook adds', async () => {
    const claims = await mint({ claims: { org_id: 'acme', custom_attributes: { plan: ['pro', null, 1] } } })
    strictEqual(claims['org_id'], 'acme')
    deepStrictEqual(claims['custom_attributes'], { plan: ['pro', null, 1] })
  })

  test('may repeat an existing claim in what the hook adds, as long as it stays the same', async () => {
    strictEqual((await mint({ user: 'alice', claims: { sub: 'alice', aud: [endpoint] } })).sub, 'alice')
  })

  test("takes the issuer's lifetime when it has none of its own", async () => {
    const { payload } = await mintVerified(createIssuer({ now: () => 0, accessTokenLifetimeSeconds: 300 }))
    deepStrictEqual([payload.iat, payload.exp], [0, 300])
  })
})
