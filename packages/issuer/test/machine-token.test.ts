import { createIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, match, rejects } from 'node:assert'
import { suite, test } from 'node:test'
import { mintVerified } from './verified-token.ts'

const NOW = 1_700_000_000
const resource = 'https://api.example.com'
const issuer = createIssuer({ now: () => NOW * 1000 })

suite("a machine's token", () => {
  test('has exactly the header and the claims that Authgear sets', async () => {
    const client = { id: 'worker', resource, scopes: ['read:orders', 'write:orders'] }
    const { protectedHeader, payload } = await mintVerified(issuer, { client })
    const { jti, ...claims } = payload
    deepStrictEqual(Object.keys(protectedHeader), ['alg', 'typ', 'kid'])
    match(String(jti), /^[0-9a-f]{64}$/)
    deepStrictEqual(claims, {
      iss: 'http://issuer.localhost',
      aud: [resource],
      iat: NOW,
      exp: NOW + 1800,
      client_id: 'worker',
      scope: 'read:orders write:orders',
      sub: 'client_id_worker',
    })
  })

  test('takes its times from the options and has an empty scope when none is asked for', async () => {
    const { payload } = await mintVerified(issuer, {
      client: { id: 'w', resource },
      issuedAt: 10,
      lifetimeSeconds: 5,
    })
    deepStrictEqual([payload.iat, payload.exp, payload['scope']], [10, 15, ''])
  })

  test('never has the subject of a person, because no person may take its prefix', async () => {
    for (const user of ['client_id_worker', { id: 'client_id_worker' }, 'client_id_']) {
      await rejects(issuer.token({ user }), /^TypeError: token: user id must not begin with client_id_; /)
    }
  })

  for (const scope of ['openid', 'email', 'offline_access', 'https://authgear.com/scopes/full-access']) {
    test(`cannot have the scope ${scope}, which only people have`, async () => {
      const client = { id: 'worker', resource, scopes: ['read', scope] }
      await rejects(issuer.token({ client }), /^TypeError: token: client scopes must be the API's own; /)
    })
  }
})
