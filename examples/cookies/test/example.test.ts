import { assertRefused, startExample, type Call, type StartedExample } from '@tokenstile/example-support'
import type { TokenOptions } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

const APP = 'https://app.example.com'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

/** Logs in, and gives the cookie as a browser would send it back. */
async function logIn(as: TokenOptions): Promise<string> {
  const response = await example.call('/session', { method: 'POST', as })
  assert.equal(response.status, 204)
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

const withCookie = async (headers: Record<string, string> = {}): Promise<Call> => ({
  headers: { cookie: await logIn({ user: 'alice' }), ...headers },
})

test('the cookie is for this host alone, for TLS alone, out of reach of scripts, and ends with its token', async () => {
  const response = await example.call('/session', {
    method: 'POST',
    as: { user: 'alice', lifetimeSeconds: 600 },
  })
  const [pair, ...attributes] = (response.headers.get('set-cookie') ?? '').split('; ')
  assert.match(pair ?? '', /^__Host-token=[\w-]+\.[\w-]+\.[\w-]+$/)
  const expires = attributes.find((attribute) => attribute.startsWith('Expires=')) ?? ''
  assert.deepEqual(attributes.filter((attribute) => attribute !== expires).toSorted(), [
    'HttpOnly',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ])
  const seconds = (Date.parse(expires.slice('Expires='.length)) - Date.now()) / 1000
  assert.ok(seconds > 500 && seconds <= 600, `ends in ${seconds} s`)
})

test('reading needs the cookie alone, from wherever the request comes', async () => {
  const response = await example.call('/me', await withCookie({ origin: 'https://evil.example' }))
  assert.equal(((await response.json()) as { id: string }).id, 'alice')
  await assertRefused(await example.call('/me'), 'missing_token')
})

const post = async (headers?: Record<string, string>): Promise<Response> =>
  example.call('/transfer', { method: 'POST', ...(await withCookie(headers)) })

test('changing something needs a page of the app', async () => {
  assert.equal((await post({ origin: APP })).status, 200)
  assert.equal((await post({ 'sec-fetch-site': 'same-origin' })).status, 200)
  await assertRefused(await post({ origin: 'https://evil.example' }), 'csrf_rejected')
  await assertRefused(await post({ 'sec-fetch-site': 'cross-site' }), 'csrf_rejected')
  await assertRefused(await post(), 'csrf_rejected')
})

test('a new session needs the token in the header: no page can send that unasked', async () => {
  const call = await withCookie({ origin: APP })
  assert.equal((await example.call('/session', { method: 'POST', ...call })).status, 400)
  const cookie = await logIn({ user: 'alice' })
  const other = await example.call('/me', { as: { user: 'bob' }, headers: { cookie } })
  assert.equal(((await other.json()) as { id: string }).id, 'bob')
})

test('a cookie whose token is over is refused, and can be thrown away', async () => {
  const cookie = `__Host-token=${await example.issuer.token({ fault: 'expired' })}`
  await assertRefused(await example.call('/me', { headers: { cookie } }), 'token_expired')
  const response = await example.call('/session', { method: 'DELETE', headers: { cookie } })
  assert.equal(response.status, 204)
  assert.match(response.headers.get('set-cookie') ?? '', /^__Host-token=; .*Expires=Thu, 01 Jan 1970/)
})

test('a user who is disabled at the issuer keeps what the cookie says until its token ends', async () => {
  const call = await withCookie()
  example.issuer.putUser({ id: 'alice', isDisabled: true })
  assert.equal((await example.call('/me', call)).status, 200)
})
