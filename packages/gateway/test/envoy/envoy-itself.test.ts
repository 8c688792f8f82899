import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { createServer, type AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { AuthError, toResponse } from 'tokenstile'
import type { GatewayConfig } from '@tokenstile/gateway'
import { headerOf } from '../support/raw-request.ts'
import { valuesOf } from '../support/backend.ts'
import { serve, type StartProxy } from '../proxies/served.ts'
import { findEnvoy } from './envoy-binary.ts'
import { startEnvoy } from './envoy-process.ts'

const program = findEnvoy()
const FORMS: readonly (readonly [string, Partial<GatewayConfig>])[] = [
  ['gRPC', { grpc: { port: 0 } }],
  ['HTTP', {}],
]

if (program !== undefined)
  for (const [form, given] of FORMS)
    describe(`Envoy itself, over ${form}`, () => describeForm(program, form, given))

function describeForm(program: string, form: string, given: Partial<GatewayConfig>): void {
  const start: StartProxy = (t, config, backend) => startEnvoy(t, program, config, backend)

  test('a header of the identity is refused in every spelling: the gateway sees them all', async (t) => {
    const { send, backend, bearer } = await serve(t, 'envoy', start, given)
    const token = await bearer({ id: 'alice' })
    for (const name of [
      'X-User-Id',
      'x-user-id',
      'X_User_Id',
      'X.User.Id',
      'X-User.Id',
      'X-User~Id',
      'X-User!Id',
    ]) {
      assert.equal((await send('GET', '/api', [`${name}: evil`, token])).status, 400, name)
      assert.equal((await send('GET', '/public', [`${name}:`])).status, 400, name)
    }
    assert.deepEqual(backend.seen, [])
  })

  test('no other spelling of what Envoy tells the backend comes through', async (t) => {
    const { send, backend, bearer } = await serve(t, 'envoy', start, given)
    const token = await bearer({ id: 'alice' })
    for (const name of [
      'X.Forwarded.Uri',
      'X-Forwarded.Host',
      'X.Forwarded-Proto',
      'X-Original.Url',
      'X.Forwarded.For',
    ]) {
      assert.equal((await send('GET', '/api', [`${name}: evil`, token])).status, 400, name)
    }
    for (const name of ['X-HTTP-Method-Override', 'X.HTTP.Method', 'X-Method.Override']) {
      assert.notEqual(
        (await send('POST', '/read', [`${name}: GET`, 'Content-Length: 0', token])).status,
        200,
        name,
      )
      assert.notEqual((await send('GET', '/read', [`${name}: DELETE`, token])).status, 200, name)
    }
    assert.notEqual(
      (await send('POST', '/api', ['Trailer: X-User-Id', 'Content-Length: 0', token])).status,
      200,
    )
    assert.equal(backend.seen.length, 0)
    await send('GET', '/api', [
      'X-Forwarded-Host: evil',
      'X-Forwarded-Proto: evil',
      'X-Forwarded-Uri: /evil',
      token,
    ])
    const [seen] = backend.seen
    assert.deepEqual(valuesOf(seen?.headers ?? [], 'X-Forwarded-Host'), ['api.example'])
    assert.deepEqual(valuesOf(seen?.headers ?? [], 'X-Forwarded-Proto'), ['http'])
    assert.deepEqual(valuesOf(seen?.headers ?? [], 'X-Forwarded-Uri'), [])
  })

  test('strips them instead, where that is configured, and not in other spellings', async (t) => {
    const headers = { inboundIdentityHeaders: 'strip' } as const
    const { send, backend, bearer } = await serve(t, 'envoy', start, { ...given, headers })
    await send('GET', '/api', ['X-User-Id: evil', 'X-User-Id: evil2', await bearer({ id: 'alice' })])
    await send('GET', '/public', ['X-User-Id: evil', 'X-Auth-Status: valid'])
    const [known, nobody] = backend.seen
    assert.deepEqual(valuesOf(known?.headers ?? [], 'X-User-Id'), ['alice'])
    assert.equal(valuesOf(nobody?.headers ?? [], 'X-User-Id').join(''), '')
    assert.deepEqual(valuesOf(nobody?.headers ?? [], 'X-Auth-Status'), ['none'])
    assert.equal((await send('GET', '/public', ['X.User.Id: evil'])).status, 400)
  })

  test('an outage has a time to come back, and a body', async (t) => {
    const { send, issuer, bearer, scene } = await serve(t, 'envoy', start, given)
    const token = await bearer({ id: 'alice' })
    await issuer.close()
    const outage = await send('GET', '/api', [token])
    assert.equal(outage.status, 503)
    if (form === 'gRPC') assert.equal(outage.body, toResponse(new AuthError('keys_unavailable')).body)
    await scene.gateway.close()
    const away = await send('GET', '/api', [token])
    assert.equal(away.status, 503)
    assert.equal(headerOf(away, 'retry-after'), '5')
    assert.equal(headerOf(away, 'cache-control'), 'no-store')
    assert.match(headerOf(away, 'content-type') ?? '', /^application\/json/)
    assert.equal(away.body, '{"error":"temporarily_unavailable"}')
  })

  test('a gateway that does not answer is an outage', async (t) => {
    const silent = createServer((socket) => socket.resume().on('error', () => {})).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    t.after(() => silent.close())
    const at = { port: (silent.address() as AddressInfo).port }
    const impatient: StartProxy = (t, config, backend) =>
      startEnvoy(t, program, { ...config, listen: at, ...(config.grpc && { grpc: at }) }, backend, (text) =>
        text.replace(/^( +timeout:) 10s$/m, '$1 0.2s'),
      )
    const { send, backend } = await serve(t, 'envoy', impatient, given)
    assert.equal((await send('GET', '/public')).status, 503)
    assert.deepEqual(backend.seen, [])
  })

  test('what breaks in the gateway is no pass', async (t) => {
    const headers = { map: [{ header: 'X-All', claim: ['iss'] }], maxBytes: 256 }
    const { send, bearer, backend } = await serve(t, 'envoy', start, { ...given, headers })
    const answer = await send('GET', '/api', [await bearer({ id: 'alice' })])
    // Envoy makes an outage of every 5xx that comes over HTTP.
    assert.equal(answer.status, form === 'gRPC' ? 500 : 503)
    assert.deepEqual(backend.seen, [])
  })

  test('targets that are no path are no pass', async (t) => {
    const { send, backend } = await serve(t, 'envoy', start, given)
    for (const [method, target] of [
      ['OPTIONS', '*'],
      ['CONNECT', 'api.example:443'],
      ['GET', 'public'],
      ['GET', 'public/'],
    ] as const) {
      assert.notEqual((await send(method, target)).status, 200, target)
    }
    assert.deepEqual(backend.seen, [])
  })

  test('a client of HTTP/2 is judged by what the backend gets', async (t) => {
    let port = 0
    const noting: StartProxy = async (...given) => (port = await start(...given))
    const { backend, issuer } = await serve(t, 'envoy', noting, given)
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    t.after(() => session.close())
    const ask = async (headers: Record<string, string | string[]>): Promise<number> => {
      const stream = session.request(headers)
      const [answer] = (await once(stream, 'response')) as [Record<string, unknown>]
      stream.close()
      return Number(answer[':status'])
    }
    // Two names of a host: only one counts, for the gateway and for the backend.
    const open = { ':path': '/shop', ':authority': 'shop.example' }
    assert.equal(await ask(open), 200)
    const before = backend.seen.length
    const status = await ask({ ':path': '/shop', ':authority': 'api.example', host: 'shop.example' })
    assert.notEqual(status, 200)
    assert.equal(backend.seen.length, before)
    // HTTP/2 may bring a cookie in pieces.
    const token = await issuer.token({ user: 'alice' })
    const pieces = { ':path': '/api', ':authority': 'api.example', cookie: ['a=1', `__Host-token=${token}`] }
    assert.equal(await ask(pieces), 200)
    assert.deepEqual(valuesOf(backend.seen.at(-1)?.headers ?? [], 'X-User-Id'), ['alice'])
  })
}
