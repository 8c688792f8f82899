import { startExample, type StartedExample } from '@tokenstile/example-support'
import type { TokenOptions } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { io, type Socket } from 'socket.io-client'
import { AuthError, toResponse, type AuthErrorCode } from 'tokenstile'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

interface Opening {
  /** Whose token goes along. */
  readonly as?: TokenOptions
  /** What goes along in its place. */
  readonly auth?: Record<string, unknown>
  readonly origin?: string
  readonly transport?: 'websocket' | 'polling'
}

async function open(
  namespace: string,
  { as, auth, origin, transport = 'websocket' }: Opening,
): Promise<Socket> {
  const token = as === undefined ? undefined : await example.issuer.token(as)
  return io(example.url + namespace, {
    auth: auth ?? { token },
    transports: [transport],
    reconnection: false,
    forceNew: true,
    ...(origin !== undefined && { extraHeaders: { origin } }),
  })
}

/** Waits for what a socket tells first of these. */
const first = (socket: Socket, ...events: string[]): Promise<readonly unknown[]> =>
  new Promise((resolve) => {
    for (const event of events) socket.once(event, (...args: unknown[]) => resolve([event, ...args]))
  })

async function opens(namespace: string, opening: Opening): Promise<unknown> {
  const socket = await open(namespace, opening)
  const [event, user] = await first(socket, 'me', 'connect_error')
  socket.close()
  assert.equal(event, 'me')
  return (user as { id: string }).id
}

async function refuses(namespace: string, opening: Opening, code: AuthErrorCode): Promise<void> {
  const socket = await open(namespace, opening)
  const [event, error] = await first(socket, 'me', 'connect_error')
  socket.close()
  assert.equal(event, 'connect_error')
  const { status, headers, body } = toResponse(new AuthError(code))
  const challenge = headers['WWW-Authenticate']
  const data = { status, ...(challenge !== undefined && { challenge }), ...JSON.parse(body) }
  assert.deepEqual((error as { data: unknown }).data, data)
}

const alice = { user: { id: 'alice', roles: ['admin'] } }

test('a socket knows who opened it, whatever carries it', async () => {
  for (const transport of ['websocket', 'polling'] as const) {
    assert.equal(await opens('/', { as: alice, transport }), 'alice')
  }
})

test('nobody opens one without a good token', async () => {
  await refuses('/', {}, 'missing_token')
  await refuses('/', { as: { fault: 'expired' } }, 'token_expired')
  await refuses('/', { auth: { token: '' } }, 'malformed_request')
  for (const token of [7, null, ['a'], { toString: 1 }]) {
    await refuses('/', { auth: { token } }, 'missing_token')
  }
})

test('a page of the app opens one, a foreign page does not, whatever token it has', async () => {
  assert.equal(await opens('/', { as: alice, origin: 'https://app.example.com' }), 'alice')
  await refuses('/', { as: alice, origin: 'https://evil.example' }, 'csrf_rejected')
})

test('a namespace demands more', async () => {
  assert.equal(await opens('/admin', { as: alice }), 'alice')
  await refuses('/admin', { as: { user: 'bob' } }, 'insufficient_role')
})

test('a socket is told when its token expires, and ends', async () => {
  // Good for three seconds of the tolerance of a minute.
  const now = Math.floor(Date.now() / 1000)
  const socket = await open('/', { as: { user: 'alice', issuedAt: now - 357, lifetimeSeconds: 300 } })
  const ended = first(socket, 'disconnect')
  assert.deepEqual(await first(socket, 'end', 'connect_error'), ['end', 'token_expired'])
  assert.deepEqual((await ended).slice(0, 2), ['disconnect', 'io server disconnect'])
})
