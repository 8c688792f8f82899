import { startExample, type StartedExample } from '@tokenstile/example-support'
import type { TokenOptions } from '@tokenstile/issuer'
import { Client, fetchExchange, type OperationResult } from '@urql/core'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { after, before, test } from 'node:test'
import { AuthError, toResponse, type AuthErrorCode } from 'tokenstile'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

/** A client that sends this token, or none. */
async function clientOf(token?: TokenOptions): Promise<Client> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${await example.issuer.token(token)}` }
  return new Client({
    url: `${example.url}/graphql`,
    exchanges: [fetchExchange],
    fetchOptions: { headers },
    preferGetMethod: false,
  })
}

function assertRefused({ error }: OperationResult, code: AuthErrorCode, status = 200): void {
  const { headers, body } = toResponse(
    new AuthError(code, code === 'reauthentication_required' ? { maxAgeSeconds: 300 } : {}),
  )
  const { error: shown, error_description: text } = JSON.parse(body) as Record<string, string>
  const [first, ...more] = error?.graphQLErrors ?? []
  assert.deepEqual([first?.message, first?.extensions, more], [text, { code: shown }, []])
  const response = error?.response as Response
  assert.equal(response.status, status)
  assert.equal(response.headers.get('www-authenticate'), headers['WWW-Authenticate'] ?? null)
  assert.equal(response.headers.get('cache-control'), 'no-store')
}

const admin = { user: { id: 'alice', roles: ['admin'] } }
const longAgo = { user: 'bob', authTimeSecondsAgo: 3600 }

test('the schema is public', async () => {
  const { data } = await (await clientOf()).query('{ __schema { queryType { name } } health }', {})
  assert.deepEqual(data, { __schema: { queryType: { name: 'Query' } }, health: true })
})

test('a guarded field knows who is calling', async () => {
  const { data } = await (await clientOf(admin)).query('{ me { id roles isAnonymous } admin }', {})
  assert.deepEqual(data, { me: { id: 'alice', roles: ['admin'], isAnonymous: false }, admin: 'alice' })
})

test('a refused field is null, and the others are answered', async () => {
  const nobody = await (await clientOf()).query('{ health me { id } }', {})
  assert.deepEqual(nobody.data, { health: true, me: null })
  assertRefused(nobody, 'missing_token')
  const bob = await (await clientOf(longAgo)).query('{ me { id } admin }', {})
  assert.deepEqual(bob.data, { me: { id: 'bob' }, admin: null })
  assertRefused(bob, 'insufficient_role')
})

test('a mutation asks for a new login, with the standard challenge', async () => {
  const { data } = await (await clientOf(admin)).mutation('mutation { transfer }', {})
  assert.deepEqual(data, { transfer: 'alice' })
  const refused = await (await clientOf(longAgo)).mutation('mutation { transfer }', {})
  assertRefused(refused, 'reauthentication_required')
})

test('a bad token is refused with the standard status, whatever is asked for', async () => {
  const refused = await (await clientOf({ fault: 'expired' })).query('{ health }', {})
  assert.equal(refused.data, undefined)
  assertRefused(refused, 'token_expired', 401)
})

test('an issuer that is down is 503 with Retry-After, not 401', async () => {
  const fresh = await startExample(new URL('../dist/start.js', import.meta.url))
  try {
    fresh.issuer.breakPath('/oauth2/jwks', { status: 500 })
    const response = await fresh.call('/graphql?query={health}', { as: admin })
    assert.equal(response.status, 503)
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]/)
  } finally {
    await fresh.stop()
  }
})

test('refuses two Authorization headers, of which Node would keep the first', async () => {
  const line = ['Authorization', `Bearer ${await example.issuer.token(admin)}`]
  const headers = ['Host', 'localhost', 'Accept', 'application/json', ...line, ...line]
  const sent = request(`${example.url}/graphql?query={health}`, { headers }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  assert.equal(response.statusCode, 400)
  assert.match(response.headers['www-authenticate'] ?? '', /^Bearer error="invalid_request"/)
})
