import { assertRefused, startExample, type StartedExample } from '@tokenstile/example-support'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

/** Sends what a browser would: `fetch` has its own mind about these headers. */
async function open(
  path: string,
  headers: Readonly<Record<string, string>> = NAVIGATION,
  method = 'GET',
): Promise<Response> {
  const { port } = new URL(example.url)
  const sent = request({ host: 'localhost', port, path, method, headers }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const { statusCode = 0, headers: given } = response
  return new Response(await text(response), { status: statusCode, headers: given as Record<string, string> })
}

/** As a browser asks for the page of an address. */
const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

test('a person who opens a page is sent to the login, and from there back to the page', async () => {
  const response = await open('/orders?page=2')
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const location = response.headers.get('location') ?? ''
  assert.equal(location, '/login?return_to=%2Forders%3Fpage%3D2')
  const login = (await (await open(location)).json()) as unknown
  assert.deepEqual(login, { continueAt: 'https://app.example.com/orders?page=2' })
})

test('so is who comes with a cookie that is over', async () => {
  const cookie = `__Host-token=${await example.issuer.token({ fault: 'expired' })}`
  const response = await open('/orders', { ...NAVIGATION, cookie })
  assert.equal(response.status, 303)
})

test('who is logged in sees the page', async () => {
  const cookie = `__Host-token=${await example.issuer.token({ user: 'alice' })}`
  const response = await open('/orders', { ...NAVIGATION, cookie })
  assert.deepEqual(await response.json(), { orders: [], of: 'alice' })
})

for (const [what, headers, method] of [
  ['a client of the API', {}],
  ['a script of a page', { accept: 'application/json', 'sec-fetch-mode': 'cors' }],
  ['a script that asks for HTML', { ...NAVIGATION, 'sec-fetch-mode': 'cors' }],
  ['a program that says nothing of itself', { accept: '*/*' }],
  ['a program that asks for HTML', { accept: 'text/html' }],
  ['a form that is sent', NAVIGATION, 'POST'],
] as const) {
  test(`${what} gets the standard answer`, async () => {
    await assertRefused(await open('/orders', headers, method), 'missing_token')
  })
}

test('a refusal that no login helps against is no reason for one', async () => {
  await assertRefused(await open('/orders', { ...NAVIGATION, authorization: 'Bearer' }), 'malformed_request')
})

for (const target of [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/\t/evil.example',
  'https://app.example.com.evil.example/',
  'https://app.example.com@evil.example/',
  'javascript:alert(1)',
  'blob:https://app.example.com/page',
  'https://somebody:secret@app.example.com/',
  'http://app.example.com/',
  'http://[',
]) {
  test(`the login goes on to no foreign page: ${JSON.stringify(target)}`, async () => {
    const response = await open(`/login?${new URLSearchParams({ return_to: target })}`)
    assert.deepEqual(await response.json(), { continueAt: 'https://app.example.com' })
  })
}

test('a path that begins with two slashes names no other host', async () => {
  const response = await open('//evil.example/orders')
  const login = await open(response.headers.get('location') ?? '')
  assert.deepEqual(await login.json(), { continueAt: 'https://app.example.com' })
  const dotted = await open('/login?return_to=%2F.%2F%2Fevil.example')
  assert.deepEqual(await dotted.json(), { continueAt: 'https://app.example.com//evil.example' })
})
