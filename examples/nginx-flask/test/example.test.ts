import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import {
  callRaw,
  describeGatewayExample,
  nginxWith,
  serveExample,
  SPELLINGS,
  type GatewayExample,
  type Program,
} from '@tokenstile/example-support'

// The first Python of the PATH may be another than Debian's, which has Debian's Flask.
const python = ['/usr/bin/python3', 'python3'].find(
  (name) => spawnSync(name, ['-c', 'import flask']).status === 0,
)

const example: GatewayExample = {
  folder: new URL('..', import.meta.url),
  programs: ['nginx', python ?? 'python3-flask'],
  printed: ['nginx.conf'],
  backendPort: 3000,
  startBackend: (place, port) => ({
    command: python ?? 'python3',
    args: ['-m', 'flask', '--app', 'app', 'run', '--port', String(port)],
    folder: place,
  }),
  startProxy: (place) => nginxWith(place, 'nginx.conf'),
}

describeGatewayExample('Flask behind nginx', example, () => {
  test('the gateway refuses a name that WSGI folds also where nginx lets it through', async (t) => {
    const { port } = await serveExample(t, example, letNamesThrough)
    for (const spelling of SPELLINGS) {
      const { status } = await callRaw(port, '/public', { [spelling]: 'evil' })
      assert.equal(status, 403, spelling)
    }
    assert.equal((await callRaw(port, '/public')).status, 200)
  })

  test('without either, the app would take X_User_Id for X-User-Id', async (t) => {
    // New versions of Flask's server drop such names; Python's own server folds them, as WSGI lets servers do.
    const folding = { ...example, startBackend: serveByPython }
    const { port } = await serveExample(t, folding, (text) => takeGatewayOff(letNamesThrough(text)))
    for (const spelling of ['X-User-Id', 'X_User_Id']) {
      const { body } = await callRaw(port, '/', { [spelling]: 'evil' })
      assert.equal(JSON.parse(body).user, 'evil', spelling)
    }
  })
})

function serveByPython(place: string, port: number): Program {
  const code = `from wsgiref.simple_server import make_server
from app import app
make_server("127.0.0.1", ${port}, app).serve_forever()`
  return { command: python ?? 'python3', args: ['-c', code], folder: place }
}

function letNamesThrough(text: string): string {
  return text
    .replace('underscores_in_headers off', 'underscores_in_headers on')
    .replace('ignore_invalid_headers on', 'ignore_invalid_headers off')
}

function takeGatewayOff(text: string): string {
  return text.replaceAll(/^ *(auth_request |proxy_set_header X-User-Id ).*$/gm, '')
}
