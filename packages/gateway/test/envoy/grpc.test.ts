import assert from 'node:assert/strict'
import { once } from 'node:events'
import http2 from 'node:http2'
import { test, type TestContext } from 'node:test'
import { connect } from 'node:net'
import { Client, credentials, type ServiceError } from '@grpc/grpc-js'
import * as fc from 'fast-check'
import { AuthError, toResponse } from 'tokenstile'
import type { GatewayConfig } from '@tokenstile/gateway'
import { openGrpc } from '../../dist/grpc/grpc-server.js'
import { listen } from '../../dist/server/listen.js'
import { openScene, type Scene } from '../support/gateway.ts'
import { until } from '../support/command.ts'
import { temporaryFolder } from '../support/program.ts'
import { openEnvoyClient, toBytes, type EnvoyClient } from './envoy-client.ts'

const RULES: GatewayConfig['rules'] = [
  { path: '/public', anonymous: true },
  { path: '/admin', require: { roles: ['admin'] } },
  { path: '/sensitive', recentLogin: { idTokenHeader: 'X-Id-Token' } },
  { path: '/api' },
]

async function open(
  t: TestContext,
  given: Partial<GatewayConfig> = {},
): Promise<{ readonly scene: Scene; readonly envoy: EnvoyClient; bearer(user: string): Promise<string> }> {
  const scene = await openScene(t, { proxy: 'envoy', grpc: { port: 0 }, rules: RULES, ...given })
  const { grpcAddress = '' } = scene.gateway
  const envoy = openEnvoyClient(t, grpcAddress.startsWith('/') ? `unix:${grpcAddress}` : grpcAddress)
  return { scene, envoy, bearer: async (user) => `Bearer ${await scene.issuer.token({ user })}` }
}

test('a pass sets every identity header in the place of a client, and takes the empty ones off', async (t) => {
  const { scene, envoy } = await open(t)
  const token = await scene.issuer.token({ user: { id: 'alice', roles: ['admin', 'staff'] } })
  const answer = await envoy.check({ path: '/admin?x=1', headers: { authorization: `Bearer ${token}` } })
  assert.equal(answer.rpc, 0)
  assert.equal(answer.code, 0)
  assert.equal(answer.headers.get('x-user-id'), 'alice')
  assert.equal(answer.headers.get('x-user-roles'), 'admin,staff')
  assert.equal(answer.headers.get('x-auth-status'), 'valid')
  assert.deepEqual([...answer.appendActions], ['OVERWRITE_IF_EXISTS_OR_ADD'])
  const { identityNames } = scene.gateway.current()
  for (const name of identityNames.map((one) => one.toLowerCase())) {
    assert.equal(answer.headers.has(name), !answer.removed.includes(name), name)
    assert.ok(answer.removed.includes(name.replaceAll('-', '_')), name)
  }
  assert.ok(answer.removed.includes('x-id-token'))
  assert.equal(answer.headers.has('cache-control'), false)
  assert.equal(scene.decisions[0]?.kind, 'allowed')
})

test('nobody is nobody, where that is allowed', async (t) => {
  const { envoy } = await open(t)
  const answer = await envoy.check({ path: '/public' })
  assert.equal(answer.code, 0)
  assert.equal(answer.headers.get('x-auth-status'), 'none')
  assert.deepEqual([...answer.headers.keys()], ['x-auth-status'])
  assert.ok(answer.removed.includes('x-user-id'))
})

test('answers a refusal with the status, headers and body of the library', async (t) => {
  const { envoy, scene } = await open(t)
  const expired = await scene.issuer.token({ user: 'alice', fault: 'expired' })
  const cases = [
    ['missing_token', {}],
    ['token_expired', { authorization: `Bearer ${expired}` }],
    ['opaque_token', { authorization: 'Bearer opaque' }],
  ] as const
  for (const [code, headers] of cases) {
    const expected = toResponse(new AuthError(code))
    const answer = await envoy.check({ path: '/api', headers })
    assert.equal(answer.rpc, 0, code)
    assert.equal(answer.isPass, false, code)
    assert.equal(answer.status, expected.status, code)
    assert.equal(answer.body, expected.body, code)
    const lower = Object.entries(expected.headers).map(
      ([name, value]) => [name.toLowerCase(), value] as const,
    )
    assert.deepEqual(answer.headers, new Map(lower), code)
  }
})

test('asks for roles, for a rule and for a recent login', async (t) => {
  const { envoy, bearer, scene } = await open(t)
  const authorization = await bearer('alice')
  assert.equal((await envoy.check({ path: '/admin', headers: { authorization } })).status, 403)
  assert.equal((await envoy.check({ path: '/elsewhere', headers: { authorization } })).status, 403)
  const refused = await envoy.check({ path: '/sensitive', headers: { authorization } })
  assert.match(refused.headers.get('www-authenticate') ?? '', /insufficient_user_authentication/)
  const idToken = await scene.issuer.token({ user: 'alice', fault: 'id-token' })
  const passed = await envoy.check({
    path: '/sensitive',
    headers: { authorization, 'x-id-token': idToken },
  })
  assert.equal(passed.code, 0)
  assert.ok(passed.removed.includes('x-id-token'))
})

test('an outage is a 503 with Retry-After, and the call succeeds', async (t) => {
  const { envoy, bearer, scene } = await open(t)
  const authorization = await bearer('alice')
  await scene.issuer.close()
  const answer = await envoy.check({ path: '/api', headers: { authorization } })
  assert.equal(answer.rpc, 0)
  assert.equal(answer.isPass, false)
  assert.equal(answer.status, 503)
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/)
})

test('what breaks is a 500, and the call succeeds', async (t) => {
  const { envoy, bearer } = await open(t, {
    headers: { map: [{ header: 'X-All', claim: ['iss'] }], maxBytes: 256 },
  })
  const answer = await envoy.check({ path: '/api', headers: { authorization: await bearer('alice') } })
  assert.equal(answer.rpc, 0)
  assert.equal(answer.isPass, false)
  assert.equal(answer.status, 500)
})

test('a fault in what is told of decisions is a 500', async (t) => {
  const { envoy, scene } = await open(t)
  scene.decisions.push = () => {
    throw new Error('no space left')
  }
  const answer = await envoy.check({ path: '/public' })
  assert.equal(answer.rpc, 0)
  assert.equal(answer.status, 500)
  assert.equal(scene.faults.length, 1)
})

test('reads the raw headers, where Envoy sends them, and refuses what is there twice', async (t) => {
  const { envoy, bearer } = await open(t)
  const rawValue = Buffer.from(await bearer('alice'))
  const pseudo = { key: ':authority', rawValue: Buffer.from('evil.example') }
  const authorization = { key: 'authorization', rawValue }
  const once = await envoy.check({ path: '/api', headerMap: { headers: [pseudo, authorization] } })
  assert.equal(once.headers.get('x-user-id'), 'alice')
  const twice = await envoy.check({ path: '/api', headerMap: { headers: [authorization, authorization] } })
  assert.equal(twice.status, 400)
  const both = await envoy.check({
    path: '/api',
    headers: { authorization: String(rawValue) },
    headerMap: { headers: [authorization] },
  })
  assert.equal(both.status, 400)
})

test('refuses a client that sends an identity header, in any spelling', async (t) => {
  const { envoy, bearer } = await open(t)
  const authorization = await bearer('alice')
  for (const name of ['x-user-id', 'x_user_id', 'x.user.id', 'x-auth_status', 'x_forwarded_for']) {
    assert.equal((await envoy.check({ path: '/public', headers: { [name]: 'evil' } })).status, 400, name)
    const answer = await envoy.check({ path: '/api', headers: { [name]: 'evil', authorization } })
    assert.equal(answer.status, 400, name)
  }
})

test('takes method, path and host from the fields alone', async (t) => {
  const { envoy } = await open(t)
  const headers = {
    ':path': '/public',
    ':method': 'GET',
    'x-forwarded-uri': '/public',
    'x-original-url': '/public',
  }
  assert.equal((await envoy.check({ path: '/api', headers })).status, 401)
  for (const path of [
    '/public/../api',
    '/public%2f..%2fapi',
    '//api',
    'api',
    '',
    '*',
    'http://a/public',
    '/public#',
  ]) {
    assert.equal((await envoy.check({ path, headers })).status, 400, path)
  }
  assert.equal((await envoy.check({ path: '/public', host: '' })).status, 400)
  assert.equal((await envoy.check({ path: '/public', host: 'a@b' })).status, 400)
  assert.equal((await envoy.check({ path: '/public', headers: { host: 'other.example' } })).status, 400)
  assert.equal((await envoy.check({ path: '/public', method: 'get' })).status, 400)
})

test('a message with missing parts is no pass', async (t) => {
  const { envoy } = await open(t)
  const http = { method: 'GET', path: '/public', host: 'api.example' }
  const messages = [
    {},
    { attributes: {} },
    { attributes: { request: {} } },
    { attributes: { request: { http: {} } } },
    ...Object.keys(http).map((name) => ({ attributes: { request: { http: { ...http, [name]: '' } } } })),
  ]
  for (const message of messages) {
    const answer = await envoy.send(toBytes(message))
    assert.equal(answer.rpc, 0)
    assert.equal(answer.isPass, false)
    assert.equal(answer.status, 400, JSON.stringify(message))
  }
})

test('bytes that are no message are no pass, and the server goes on', async (t) => {
  const { envoy, scene } = await open(t)
  for (const bytes of [[0xff], [0x0a, 0x10, 0x01], [0x0f], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x08]]) {
    const answer = await envoy.send(Uint8Array.from(bytes))
    assert.equal(answer.isPass, false)
    // Not a fault of the call, which some configurations of Envoy let pass.
    assert.equal(answer.rpc, 0)
    assert.equal(answer.status, 500)
  }
  assert.equal(scene.faults.length, 5)
  assert.equal((await envoy.check({ path: '/public' })).code, 0)
})

test('connections that are no HTTP/2, and half of one, leave the server as it is', async (t) => {
  const { envoy, scene } = await open(t)
  const port = Number(scene.gateway.grpcAddress?.split(':').at(-1))
  for (const text of ['GET / HTTP/1.1\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\0\0\0\xff\xff']) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    await new Promise((resolve) => socket.write(text, 'latin1', resolve))
    socket.end().resume()
    socket.destroy()
  }
  assert.equal((await envoy.check({ path: '/public' })).code, 0)
})

test('whatever is sent, without a good token nothing passes', async (t) => {
  const { envoy, scene, bearer } = await open(t)
  const good = toBytes({
    attributes: {
      request: {
        http: {
          method: 'GET',
          path: '/api',
          host: 'api.example',
          headers: { authorization: (await bearer('alice')).slice(0, -1) },
        },
      },
    },
  })
  const name = fc.oneof(
    fc.constantFrom('authorization', 'cookie', 'host', ':path', '__proto__', 'x-user-id'),
    fc.string(),
  )
  const http = fc.record(
    {
      method: fc.oneof(fc.constantFrom('GET', 'POST', 'OPTIONS'), fc.string()),
      path: fc.oneof(fc.constantFrom('/api', '/admin', '/api/../public', '/public/../api'), fc.string()),
      host: fc.oneof(fc.constant('api.example'), fc.string()),
      headers: fc.dictionary(name, fc.string(), { maxKeys: 5 }),
    },
    { requiredKeys: [] },
  )
  const message = http
    .filter(({ path }) => path === undefined || !/^\/public(\/|\?|$)/.test(path) || path.includes('..'))
    .map((one) => toBytes({ attributes: { request: { http: one } } }))
  const flipped = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Uint8Array.from(good)
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
  const cut = fc.nat(good.length).map((length) => good.slice(0, length))
  const junk = fc.uint8Array({ maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(fc.oneof(message, flipped, cut, junk), async (bytes) => {
      const answer = await envoy.send(bytes)
      assert.equal(answer.isPass, false)
      assert.equal(answer.rpc, 0)
      assert.ok((answer.status ?? 0) >= 400)
    }),
    { numRuns: 1000 },
  )
  assert.ok(scene.decisions.every(({ kind }) => kind === 'refused'))
})

test('answers nobody but a trusted proxy', async (t) => {
  const { envoy, scene } = await open(t, { trustedProxies: ['10.0.0.0/8'] })
  const answer = await envoy.check({ path: '/public' })
  assert.equal(answer.isPass, false)
  assert.equal(answer.status, 403)
  assert.deepEqual(scene.decisions, [])
})

test('answers on a unix socket, where that is trusted', async (t) => {
  const socket = `${temporaryFolder(t)}/grpc.sock`
  const trusting = await open(t, { grpc: { socket }, trustedProxies: ['unix'] })
  assert.equal((await trusting.envoy.check({ path: '/public' })).code, 0)
  await assert.rejects(
    open(t, { grpc: { socket: `${socket}2` }, trustedProxies: ['loopback'] }),
    /must name unix/,
  )
})

test('tells its health, to anybody', async (t) => {
  const { envoy } = await open(t, { trustedProxies: ['10.0.0.0/8'] })
  assert.equal(await envoy.health(), 1)
  assert.equal(await envoy.health('envoy.service.auth.v3.Authorization'), 1)
  assert.equal(await envoy.health('other'), -5)
})

test('tells those who watch its health when it is to end, and lets none of them keep it', async (t) => {
  const { envoy, scene } = await open(t)
  const [own, other] = [envoy.watch(''), envoy.watch('other')]
  await until(() => own.statuses.length === 1 && other.statuses.length === 1)
  scene.gateway.beginEnding()
  await until(() => own.statuses.length === 2)
  assert.deepEqual(own.statuses, [1, 2])
  assert.deepEqual(other.statuses, [3])
  const startedAt = performance.now()
  await scene.gateway.close(5_000)
  assert.ok(performance.now() - startedAt < 2_000)
  assert.equal((await own.ended).code, 14)
})

test('answers every call that a connection was opened for, until none is taken', async (t) => {
  const { scene } = await open(t)
  const address = scene.gateway.grpcAddress as string
  const outcomes = new Map<number, number>()
  const clients = Array.from({ length: 16 }, async () => {
    for (let code = 0; code === 0;) {
      code = await callOnce(address)
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
    }
  })
  await until(() => (outcomes.get(0) ?? 0) > 100)
  await scene.gateway.close(5_000)
  await Promise.all(clients)
  assert.deepEqual(new Set(outcomes.keys()), new Set([0, -1]))
})

const asIs = (value: Buffer): Buffer => value

/** One call on a connection of its own: its code, -1 where nobody listens, so that nobody can have it. */
async function callOnce(address: string): Promise<number> {
  const options = { 'grpc.use_local_subchannel_pool': 1, 'grpc.enable_retries': 0 }
  const client = new Client(address, credentials.createInsecure(), options)
  const error = await new Promise<ServiceError | null>((resolve) => {
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', asIs, asIs, Buffer.alloc(0), resolve)
  })
  client.close()
  if (error === null) return 0
  return error.details.includes('ECONNREFUSED') ? -1 : error.code
}

test('lets nobody hold a connection without a word, nor a stranger one by calls that never end', async (t) => {
  const { scene } = await open(t, { trustedProxies: ['10.0.0.0/8'] })
  const context = [scene.gateway.current, (): void => {}, () => false] as const
  const listener = await openGrpc({ port: 0 }, (server, at) => listen(server, at), ...context, 500)
  t.after(() => listener.close())
  const [host, port] = (scene.gateway.grpcAddress as string).split(':')
  const silent = connect(Number(port), host).resume()
  silent.on('error', () => {})
  await once(silent, 'connect')
  silent.write('PRI * HTTP/2.0')
  const silentEnds = once(silent, 'close')
  const session = http2.connect(`http://${listener.address}`)
  t.after(() => session.destroy())
  session.on('error', () => {})
  const sessionEnds = once(session, 'close')
  const headers = { ':method': 'POST', ':path': '/envoy.service.auth.v3.Authorization/Check' }
  const call = session.request({ ...headers, 'content-type': 'application/grpc' }, { endStream: false })
  call.on('error', () => {}).resume()
  call.write(Buffer.from([0, 0, 0]))
  await Promise.all([silentEnds, sessionEnds])
})

test('follows a reload, and answers what is under way when it ends', async (t) => {
  const { envoy, scene } = await open(t)
  const { read } = scene.gateway.current()
  assert.equal((await envoy.check({ path: '/public' })).code, 0)
  await scene.gateway.reload({ ...read, config: { ...read.config, rules: [{ path: '/api' }] } })
  assert.equal((await envoy.check({ path: '/public' })).status, 403)
  scene.gateway.beginEnding()
  assert.equal(await envoy.health(), 2)
  assert.equal((await envoy.check({ path: '/public' })).status, 403)
  await scene.gateway.close(2_000)
  assert.equal((await envoy.check({ path: '/public' })).isPass, false)
})

test('hands on the signed identity, which nobody has who is nobody', async (t) => {
  const keyFile = `${temporaryFolder(t)}/keys.json`
  const { envoy, bearer } = await open(t, {
    assertion: { issuer: 'https://gateway.example', keyFile },
    rules: [
      { path: '/public', anonymous: true, backend: 'shop' },
      { path: '/api', backend: 'shop' },
    ],
  })
  const headers = { authorization: await bearer('alice') }
  const first = await envoy.check({ path: '/api', headers })
  const second = await envoy.check({ path: '/api', headers })
  const assertions = [first, second].map((answer) => answer.headers.get('x-tokenstile-assertion') ?? '')
  assert.match(assertions[0] as string, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  assert.notEqual(assertions[0], assertions[1])
  assert.ok((await envoy.check({ path: '/public' })).removed.includes('x-tokenstile-assertion'))
  assert.equal(
    (await envoy.check({ path: '/public', headers: { 'x-tokenstile-assertion': 'a.b.c' } })).status,
    400,
  )
})
