import { startExample, type StartedExample } from '@tokenstile/example-support'
import type { TokenOptions } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

const APP = 'https://app.example.com'
const byHeader = async (token: TokenOptions = { user: 'alice' }) => ({
  authorization: `Bearer ${await example.issuer.token(token)}`,
})
const byCookie = async () => ({ cookie: `__Host-token=${await example.issuer.token({ user: 'alice' })}` })

const connect = (headers: Record<string, string>): WebSocket =>
  new WebSocket(example.url.replace('http', 'ws'), { headers })

async function opens(headers: Record<string, string>): Promise<void> {
  const socket = connect(headers)
  await once(socket, 'open')
  socket.send('hello')
  const [text] = await once(socket, 'message')
  assert.equal(String(text), 'alice said hello')
  socket.close()
  await once(socket, 'close')
}

/** Status and challenge of an upgrade that is refused. */
async function refusal(headers: Record<string, string>): Promise<readonly unknown[]> {
  const socket = connect(headers)
  socket.on('error', () => undefined)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.destroy()
  return [response.statusCode, response.headers['www-authenticate']]
}

test('a program opens a WebSocket with a token in the header', async () => {
  await opens(await byHeader())
})

test('a page of the app opens one with the cookie', async () => {
  await opens({ ...(await byCookie()), origin: APP })
})

test('nobody else does', async () => {
  assert.deepEqual(await refusal({}), [401, 'Bearer'])
  const [status, challenge] = await refusal(await byHeader({ fault: 'expired' }))
  assert.equal(status, 401)
  assert.match(String(challenge), /error="invalid_token", error_description="the access token expired"/)
})

test('a foreign page is refused whatever it brings, and so is a cookie that comes from no page', async () => {
  const foreign = { origin: 'https://evil.example' }
  assert.deepEqual(await refusal({ ...(await byCookie()), ...foreign }), [403, undefined])
  assert.deepEqual(await refusal({ ...(await byHeader()), ...foreign }), [403, undefined])
  assert.deepEqual(await refusal(await byCookie()), [403, undefined])
})

test('a WebSocket is closed with 4401 when its token expires', async () => {
  // Good for three seconds of the tolerance of a minute.
  const now = Math.floor(Date.now() / 1000)
  const socket = connect(await byHeader({ user: 'alice', issuedAt: now - 357, lifetimeSeconds: 300 }))
  await once(socket, 'open')
  const [code, reason] = await once(socket, 'close')
  assert.deepEqual([code, String(reason)], [4401, 'token_expired'])
})
