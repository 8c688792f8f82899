import { startExample, type StartedExample } from '@tokenstile/example-support'
import type { TokenOptions } from '@tokenstile/issuer'
import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  TRPCClientError,
  type TRPCClient,
} from '@trpc/client'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { after, before, test } from 'node:test'
import { AuthError, ERRORS, toResponse, type AuthErrorCode, type ErrorDetails } from 'tokenstile'
import type { AppRouter } from '#app'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

/** A client that sends this token, or none. */
async function clientOf(token?: TokenOptions): Promise<TRPCClient<AppRouter>> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${await example.issuer.token(token)}` }
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: example.url, headers })] })
}

async function assertRefused(
  call: Promise<unknown>,
  code: AuthErrorCode,
  trpcCode: string,
  details: ErrorDetails = {},
): Promise<void> {
  const { status, headers } = toResponse(new AuthError(code, details))
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof TRPCClientError)
    assert.equal(error.message, ERRORS[code].description)
    assert.deepEqual([error.data.code, error.data.httpStatus], [trpcCode, status])
    const response = error.meta?.['response'] as Response
    assert.equal(response.status, status)
    for (const [name, value] of Object.entries(headers)) assert.equal(response.headers.get(name), value)
    return true
  })
}

const longAgo = { user: 'bob', authTimeSecondsAgo: 3600 }

test('a procedure that is not guarded serves anybody, but nobody with a bad token', async () => {
  assert.equal(await (await clientOf()).health.query(), 'ok')
  assert.equal(await (await clientOf({ user: 'alice' })).health.query(), 'ok')
  const expired = await clientOf({ fault: 'expired' })
  await assertRefused(expired.health.query(), 'token_expired', 'UNAUTHORIZED')
})

test('a guarded one knows who is calling', async () => {
  assert.equal((await (await clientOf({ user: 'alice' })).me.query())?.id, 'alice')
  await assertRefused((await clientOf()).me.query(), 'missing_token', 'UNAUTHORIZED')
})

test('demands roles and a recent login', async () => {
  const [admin, bob] = [await clientOf({ user: { id: 'alice', roles: ['admin'] } }), await clientOf(longAgo)]
  assert.equal(await admin.admin.query(), 'alice')
  await assertRefused(bob.admin.query(), 'insufficient_role', 'FORBIDDEN')
  assert.equal(await admin.transfer.mutate(), 'alice')
  const asked = { maxAgeSeconds: 300 }
  await assertRefused(bob.transfer.mutate(), 'reauthentication_required', 'UNAUTHORIZED', asked)
})

test('refuses two Authorization headers, of which Node would keep the first', async () => {
  const line = ['Authorization', `Bearer ${await example.issuer.token({ user: 'alice' })}`]
  const sent = request(`${example.url}/health`, { headers: ['Host', 'localhost', ...line, ...line] }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  assert.equal(response.statusCode, 400)
  assert.match(response.headers['www-authenticate'] ?? '', /^Bearer error="invalid_request"/)
})

test('a batch of a refused and another call tells each its own outcome', async () => {
  const bob = await clientOf(longAgo)
  const [me, admin] = await Promise.allSettled([bob.me.query(), bob.admin.query()])
  assert.equal(me.status, 'fulfilled')
  assert.equal(admin.status, 'rejected')
  assert.equal((admin.reason as TRPCClientError<AppRouter>).data?.code, 'FORBIDDEN')
})

test('in a batch that is streamed the code tells, since the status is sent before', async () => {
  const token = await example.issuer.token(longAgo)
  const headers = { authorization: `Bearer ${token}` }
  const client = createTRPCClient<AppRouter>({ links: [httpBatchStreamLink({ url: example.url, headers })] })
  await assert.rejects(client.admin.query(), (error) => {
    assert.ok(error instanceof TRPCClientError)
    assert.deepEqual([error.data.code, error.message], ['FORBIDDEN', ERRORS.insufficient_role.description])
    return true
  })
})

test('a client reads no stack trace, wherever the server runs', async () => {
  const response = await example.call('/me')
  assert.equal(response.status, 401)
  const body = (await response.json()) as { error: { data: object } }
  assert.deepEqual(Object.keys(body.error.data), ['code', 'httpStatus', 'path'])
})

test('an issuer that is down is 503 with Retry-After, not 401', async () => {
  // The keys are not there yet: this process has seen no token.
  const fresh = await startExample(new URL('../dist/start.js', import.meta.url))
  try {
    fresh.issuer.breakPath('/oauth2/jwks', { status: 500 })
    const response = await fresh.call('/health', { as: { user: 'alice' } })
    assert.equal(response.status, 503)
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]/)
    const body = (await response.json()) as { error: { message: string; data: { code: string } } }
    assert.deepEqual([body.error.data.code, body.error.message], ['SERVICE_UNAVAILABLE', 'try again later'])
  } finally {
    await fresh.stop()
  }
})
