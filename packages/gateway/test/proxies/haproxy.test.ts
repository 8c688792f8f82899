import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import type { OutgoingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { generateHaproxy, LUA_MARK } from '../../dist/generate/haproxy.js'
import { valuesOf } from '../support/backend.ts'
import { freePort, isInstalled, startProgram, temporaryFolder } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import { serve, type StartProxy } from './served.ts'

/** Starts a real HAProxy with the configuration and the script that the gateway prints. */
const startHaproxy: StartProxy = async (t, config, backend) => {
  const port = await freePort()
  const folder = temporaryFolder(t)
  const [text = '', script = ''] = generateHaproxy(config, { listen: `127.0.0.1:${port}`, backend }).split(
    LUA_MARK,
  )
  const lua = join(folder, 'tokenstile.lua')
  writeFileSync(lua, script)
  writeFileSync(join(folder, 'haproxy.cfg'), text.replace('/etc/haproxy/tokenstile.lua', lua))
  await startProgram(t, port, 'haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')])
  return port
}

/** Asks by HTTP/2, without TLS. */
function ask(port: number, headers: OutgoingHttpHeaders): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`)
    const stream = session.request(headers)
    stream.on('response', ({ ':status': status }) => resolve(status ?? 0))
    // What is no request ends without an answer.
    stream.on('error', () => resolve(0))
    stream.on('close', () => session.close())
    stream.resume()
    session.on('error', reject)
  })
}

if (isInstalled('haproxy')) {
  describeProxy('HAProxy', 'haproxy', startHaproxy)

  test('HAProxy asks about what comes by HTTP/2, where a target names its host', async (t) => {
    let port = 0
    const { backend, bearer, issuer } = await serve(t, 'haproxy', async (...args) => {
      port = await startHaproxy(...args)
      return port
    })
    const authorization = (await bearer({ id: 'alice' })).slice('Authorization: '.length)
    const cookie = `__Host-token=${await issuer.token({ user: 'alice' })}`
    const api = { ':authority': 'api.example', authorization }
    assert.equal(await ask(port, { ...api, ':path': '/api?x=1' }), 200)
    assert.equal(await ask(port, { ':authority': 'shop.example', ':path': '/shop' }), 200)
    assert.deepEqual(
      backend.seen.map(({ target, headers }) => [
        target,
        valuesOf(headers, 'Host'),
        valuesOf(headers, 'X-User-Id').join(),
      ]),
      [
        ['/api?x=1', ['api.example'], 'alice'],
        ['/shop', ['shop.example'], ''],
      ],
    )
    assert.equal(
      await ask(port, { ':authority': 'shop.example', ':path': '/shop', host: 'api.example' }),
      200,
    )
    assert.deepEqual(valuesOf(backend.seen[2]?.headers ?? [], 'Host'), ['shop.example'])
    const refused: readonly (readonly [OutgoingHttpHeaders, number])[] = [
      [{ ...api, ':path': '/admin' }, 403],
      [{ ...api, ':path': '/public/../admin' }, 400],
      [{ ...api, ':path': '//shop.example/shop' }, 400],
      // The host of the target counts, here and for the backend.
      [{ ...api, ':path': '/shop', host: 'shop.example' }, 403],
      [{ ...api, ':path': '/api', x_user_id: 'evil' }, 400],
      [{ ...api, ':path': '/api', 'x-user-id': 'evil' }, 400],
      [{ ...api, ':path': '*', ':method': 'OPTIONS' }, 400],
      [{ ...api, ':method': 'CONNECT' }, 400],
      [{ ':authority': 'api.example', ':path': '/api', ':method': 'POST', cookie }, 403],
    ]
    for (const [headers, status] of refused)
      assert.equal(await ask(port, headers), status, `${String(headers[':path'])}`)
    assert.equal(backend.seen.length, 3)
  })
}
