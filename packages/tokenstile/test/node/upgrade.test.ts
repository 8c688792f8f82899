import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import { AuthError, createVerifier, requireAccess, toResponse, type AuthErrorCode } from 'tokenstile'
import { closeOnEnd, type UpgradeOptions } from 'tokenstile/node'
import { testKey } from '../support/keys.ts'
import { buildToken, ISSUER, issuerOptions, now, NOW } from '../support/tokens.ts'
import { serveSockets, UPGRADE, type SocketPlan, type SocketServer } from './socket-server.ts'

const token = buildToken()
const authorization = `Bearer ${token}`
const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }
const byCookie = `__Host-token=${token}`

const create = (settings = {}) => createVerifier(issuerOptions(), { now, ...settings })

test('opens a WebSocket for the caller of a good token in the header', async (t) => {
  const server = await serveSockets(t, create())
  const { socket, subject } = await server.open({ authorization })
  assert.equal(subject, 'user-1')
  socket.terminate()
})

test('opens a WebSocket by cookie for a page of an allowed origin', async (t) => {
  const server = await serveSockets(t, create({ cookie }))
  const { socket, subject } = await server.open({ cookie: byCookie, origin: 'https://app.example' })
  assert.equal(subject, 'user-1')
  socket.terminate()
})

const REFUSED: readonly (readonly [what: string, lines: string[], code: AuthErrorCode])[] = [
  ['no token', [], 'missing_token'],
  ['a bad token', ['Authorization: Bearer abc'], 'opaque_token'],
  ['two tokens', [`Authorization: ${authorization}`, `Authorization: ${authorization}`], 'multiple_tokens'],
  ['a token in the query', [], 'missing_token'],
  ['a cookie and no origin', [`Cookie: ${byCookie}`], 'csrf_rejected'],
  ['a cookie of another origin', [`Cookie: ${byCookie}`, 'Origin: https://evil.example'], 'csrf_rejected'],
  [
    'a cookie and an origin that only a plain request needs not',
    [`Cookie: ${byCookie}`, 'Sec-Fetch-Site: same-origin'],
    'csrf_rejected',
  ],
  [
    'a header of another origin',
    [`Authorization: ${authorization}`, 'Origin: https://evil.example'],
    'csrf_rejected',
  ],
]

for (const [what, lines, code] of REFUSED) {
  test(`answers an upgrade with ${what} as any request, and closes the connection`, async (t) => {
    const server = await serveSockets(t, create({ cookie }), { options: { realm: 'live' } })
    const { status, headers, body } = await server.ask(lines, `/?access_token=${token}`)
    const expected = toResponse(new AuthError(code), { realm: 'live' })
    assert.deepEqual([status, body], [expected.status, expected.body])
    assert.equal(headers['www-authenticate'], expected.headers['WWW-Authenticate'])
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['connection'], 'close')
    assert.deepEqual(server.faults, [])
  })
}

test('judges every upgrade as a WebSocket, whatever it names', async (t) => {
  const server = await serveSockets(t, create({ cookie }))
  const { status } = await server.ask([`Cookie: ${byCookie}`, 'Origin: https://evil.example', 'Upgrade: h2c'])
  assert.equal(status, 403)
})

test('answers what the handler itself refuses before it opens the socket', async (t) => {
  const server = await serveSockets(t, create(), {
    before: (auth) => requireAccess(auth as never, { scopes: ['live'] }),
  })
  const { status, headers } = await server.ask([`Authorization: ${authorization}`])
  assert.equal(status, 403)
  assert.match(headers['www-authenticate'] ?? '', /error="insufficient_scope".*scope="live"/)
})

test('lets nobody in where that is optional, and a bad token never', async (t) => {
  const server = await serveSockets(t, create(), { options: { optional: true } })
  const { socket, subject } = await server.open({ origin: 'https://anywhere.example' })
  assert.equal(subject, 'nobody')
  socket.terminate()
  assert.equal((await server.ask(['Authorization: Bearer abc'])).status, 401)
})

test('a fault of the handler closes the connection and rejects', async (t) => {
  const server = await serveSockets(t, create(), {
    before: () => {
      throw new RangeError('boom')
    },
  })
  const { status } = await server.ask([`Authorization: ${authorization}`])
  assert.ok(Number.isNaN(status), 'no answer')
  assert.ok(server.faults[0] instanceof RangeError)
})

test('lets onRefused answer in its place', async (t) => {
  const server = await serveSockets(t, create(), {
    options: { onRefused: ({ code }, _request, socket) => void socket.end(`HTTP/1.1 418 ${code}\r\n\r\n`) },
  })
  assert.equal((await server.ask([])).status, 418)
})

test('survives a client that goes away while the keys are fetched', async (t) => {
  const events = new EventEmitter()
  const started = once(events, 'asked')
  const verifier = createVerifier(issuerOptions({ keys: { jwksUri: 'https://issuer.example/jwks' } }), {
    now,
    fetch: async () => {
      const answered = once(events, 'answered')
      events.emit('asked')
      await answered
      return Response.json({ keys: [] })
    },
  })
  const server = await serveSockets(t, verifier)
  const client = startUpgrade(server, [`Authorization: ${authorization}`])
  await started
  client.resetAndDestroy()
  events.emit('answered')
  // The server still answers others.
  assert.equal((await server.ask([])).status, 401)
  assert.deepEqual(server.faults, [])
})

test(
  'keeps no connection of a client that is refused and does not close its half',
  { timeout: 10_000 },
  async (t) => {
    for (const options of [{}, { onRefused: sayNo }]) {
      const server = await serveSockets(t, create(), { options })
      const client = startUpgrade(server, []).resume()
      t.after(() => client.destroy())
      await once(client, 'end')
      for (const socket of server.connections) if (!socket.closed) await once(socket, 'close')
      assert.equal(client.writable, true)
    }
  },
)

test('survives a client that goes away after onRefused, or the handler, has answered', async (t) => {
  const events = new EventEmitter()
  const answer = (socket: Duplex): void => {
    socket.write('HTTP/1.1 404 Not Found\r\n\r\n')
    events.emit('answered', socket)
  }
  const plans: readonly (readonly [SocketPlan, string[]])[] = [
    [{ options: { onRefused: (_error, _request, socket) => answer(socket) } }, []],
    [{ open: answer }, [`Authorization: ${authorization}`]],
  ]
  for (const [plan, lines] of plans) {
    const server = await serveSockets(t, create(), plan)
    const answered = once(events, 'answered')
    const client = startUpgrade(server, lines).on('error', () => undefined)
    const [socket] = (await answered) as [Duplex]
    client.resetAndDestroy()
    // Not `once` of events: that would listen to the error.
    await new Promise((resolve) => socket.once('close', resolve))
    assert.deepEqual(server.faults, [])
  }
})

test('closes an open socket with 4401 when its token expires', async (t) => {
  let seconds = NOW
  const verifier = create({ now: () => seconds * 1000 })
  const server = await serveSockets(t, verifier)
  const expiring = `Bearer ${buildToken({ claims: { exp: NOW - 59.9 } })}`
  const { closed } = await server.open({ authorization: expiring })
  seconds += 1
  assert.deepEqual(await closed, [4401, 'token_expired'])
})

test('closes an open socket with 4401 when its token is revoked', async (t) => {
  let epoch = 1
  const revocation = { isRevoked: () => epoch > 1, epoch: () => epoch }
  const server = await serveSockets(t, create({ revocation }))
  const { closed } = await server.open({ authorization })
  epoch = 2
  assert.deepEqual(await closed, [4401, 'token_revoked'])
})

test('closes open sockets with 4401 when their key is distrusted', async (t) => {
  const verifier = create()
  const server = await serveSockets(t, verifier)
  const [one, other] = [await server.open({ authorization }), await server.open({ authorization })]
  verifier.distrustKey(ISSUER, { kid: testKey().kid })
  assert.deepEqual(await other.closed, [4401, 'key_distrusted'])
  assert.deepEqual(await one.closed, [4401, 'key_distrusted'])
})

test('hands on no message that comes after the end, of a client that does not heed it', async (t) => {
  const verifier = create()
  const server = await serveSockets(t, verifier)
  const { socket } = await server.open({ authorization })
  const raw = Reflect.get(socket, '_socket') as Socket
  raw.removeAllListeners('data').resume()
  verifier.distrustKey(ISSUER, { kid: testKey().kid })
  raw.write(maskedText('after the end'))
  // It is cut, and what it sent is read then.
  await once(server.connections[0] as Socket, 'close')
  assert.deepEqual(server.received, [])
})

test('hands on no message that was read with the one that brought the end', async (t) => {
  const verifier = create()
  const server = await serveSockets(t, verifier, {
    hear: () => verifier.distrustKey(ISSUER, { kid: testKey().kid }),
  })
  const { socket, closed } = await server.open({ authorization })
  const raw = Reflect.get(socket, '_socket') as Socket
  raw.write(Buffer.concat([maskedText('the last'), maskedText('too late')]))
  assert.deepEqual(await closed, [4401, 'key_distrusted'])
  assert.deepEqual(server.received, ['the last'])
})

test('does not watch for a socket that is closed already', async (t) => {
  const verifier = create()
  let watched = 0
  const counting: typeof verifier = {
    ...verifier,
    onEnd(auth, callback) {
      watched++
      const stop = verifier.onEnd(auth, callback)
      return () => {
        watched--
        stop()
      }
    },
  }
  const server = await serveSockets(t, verifier)
  const auth = await verifier.verify(token)
  const { socket, closed } = await server.open({ authorization })
  closeOnEnd(counting, auth, socket)
  assert.equal(watched, 1)
  socket.terminate()
  await closed
  assert.equal(watched, 0)
  closeOnEnd(counting, auth, socket)
  assert.equal(watched, 0)
})

const sayNo: NonNullable<UpgradeOptions['onRefused']> = (_error, _request, socket) =>
  void socket.end('HTTP/1.1 401 No\r\n\r\n')

/** Asks for an upgrade on a connection whose halves close one by one. */
function startUpgrade({ url }: SocketServer, lines: readonly string[]): Socket {
  const { hostname, port } = new URL(url)
  const client = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  client.write(['GET / HTTP/1.1', 'Host: x', ...UPGRADE, ...lines, '', ''].join('\r\n'))
  return client
}

/** A text frame as a client sends it, masked with zeros. RFC 6455 §5.2. */
function maskedText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
