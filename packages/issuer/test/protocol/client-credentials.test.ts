import { createIssuer } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, match, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createApplication, REDIRECT_URI } from '../support/application.ts'
import { assertRefused } from '../support/assert-refused.ts'

const orders = 'https://api.example.com/orders'

function createTestIssuer() {
  return createIssuer({
    clients: [
      { id: 'spa', redirectUris: [REDIRECT_URI] },
      { id: 'web', kind: 'confidential', secret: 'p:ä ss', redirectUris: [REDIRECT_URI] },
      { id: 'worker', kind: 'm2m', secret: 'shh', resources: { [orders]: ['read', 'write'] } },
    ],
  })
}

suite('a client that acts for itself', () => {
  const ask = (changes: Record<string, string | undefined> = {}, headers?: Record<string, string>) => {
    const app = createApplication(createTestIssuer(), 'worker', 'shh')
    return app.ask({ grant_type: 'client_credentials', resource: orders, ...changes }, headers)
  }

  test('gets a token for one resource, with all its scopes or those that it asks for, and no refresh token', async () => {
    const all = await ask()
    deepStrictEqual([all.status, all.scope, all.refresh_token], [200, 'read write', undefined])
    strictEqual((await ask({ scope: 'read' })).scope, 'read')
    const claims = decodeJwt(all.access_token)
    deepStrictEqual([claims.aud, claims.sub, claims['client_id']], [[orders], 'client_id_worker', 'worker'])
  })

  const changes: readonly (readonly [string, Record<string, string | undefined>, string, number?])[] = [
    ['no resource', { resource: undefined }, 'invalid_request'],
    ['a resource with a slash more', { resource: `${orders}/` }, 'invalid_target'],
    ['a resource that is not https', { resource: 'http://api.example.com/orders' }, 'invalid_target'],
    ['a scope that it does not have', { scope: 'read delete' }, 'invalid_scope'],
    ['a scope with a quote', { scope: 'read "' }, 'invalid_scope'],
    ['a scope of people', { scope: 'openid' }, 'invalid_scope'],
    ['a wrong secret', { client_secret: 'x' }, 'invalid_client', 401],
    ['no secret', { client_secret: undefined }, 'invalid_client', 401],
    ['another kind of client', { client_id: 'spa', client_secret: undefined }, 'unauthorized_client'],
  ]
  for (const [what, change, error, status] of changes) {
    test(`is refused with ${error} for ${what}`, async () => {
      assertRefused(await ask(change), error, status)
    })
  }

  test('may show its secret in the header, and not in both places', async () => {
    const authorization = `Basic ${Buffer.from('worker:shh').toString('base64')}`
    const bare = { client_id: undefined, client_secret: undefined }
    strictEqual((await ask(bare, { authorization })).status, 200)
    assertRefused(await ask({}, { authorization }), 'invalid_request')
    assertRefused(await ask({ ...bare, client_id: 'spa' }, { authorization }), 'invalid_request')
    assertRefused(await ask(bare, { authorization: 'Bearer x' }), 'invalid_client', 401)
  })

  test('is refused for a header that is no Basic, whatever is wrong with it', async () => {
    const bare = { client_id: undefined, client_secret: undefined }
    for (const text of ['no colon', '%zz:x', 'worker:%']) {
      const authorization = `Basic ${Buffer.from(text).toString('base64')}`
      assertRefused(await ask(bare, { authorization }), 'invalid_client', 401)
    }
  })

  test('is no page in a browser', async () => {
    assertRefused(await ask({}, { origin: 'https://attacker.example' }), 'invalid_request')
    assertRefused(await ask({}, { 'sec-fetch-site': 'cross-site' }), 'invalid_request')
  })

  test('has id and secret encoded as in a form inside the header', async () => {
    const issuer = createTestIssuer()
    const web = createApplication(issuer, 'web')
    const secret = encodeURIComponent('p:ä ss').replace('%20', '+')
    const authorization = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`
    const answer = await web.ask({ grant_type: 'refresh_token', refresh_token: 'x' }, { authorization })
    strictEqual(answer.error, 'invalid_grant')
  })
})

suite('the token endpoint', () => {
  test('takes forms only, each parameter once, and not without end', async () => {
    const issuer = createTestIssuer()
    const post = async (body: string, type = 'application/x-www-form-urlencoded') => {
      const init = { method: 'POST', body, headers: { 'content-type': type } }
      const response = await issuer.fetch(`${issuer.endpoint}/oauth2/token`, init)
      strictEqual(response.status, 400)
      strictEqual(response.headers.get('cache-control'), 'no-store')
      return ((await response.json()) as { error_description: string }).error_description
    }
    match(await post('{}', 'application/json'), /must be a form/)
    match(await post('grant_type=a&grant_type=b'), /grant_type is there more than once/)
    match(await post(`grant_type=${'a'.repeat(70_000)}`), /longer than 64 KiB/)
  })

  test('answers applications in a browser of any origin', async () => {
    const issuer = createTestIssuer()
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
    const response = await issuer.fetch(`${issuer.endpoint}/oauth2/token`, { method: 'OPTIONS', headers })
    strictEqual(response.headers.get('access-control-allow-origin'), '*')
    strictEqual(response.headers.get('access-control-allow-credentials'), null)
  })
})
