import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { GatewayConfig } from '@tokenstile/gateway'
import { valuesOf } from '../support/backend.ts'
import { sendRaw } from '../support/raw-request.ts'
import { serve, type StartProxy } from '../proxies/served.ts'
import { findEnvoy } from './envoy-binary.ts'
import { startEnvoy } from './envoy-process.ts'

const RULES: GatewayConfig['rules'] = [{ path: '/public', anonymous: true }, { path: '/' }]
const FORMS: readonly (readonly [string, Partial<GatewayConfig>])[] = [
  ['gRPC', { grpc: { port: 0 } }],
  ['HTTP', {}],
]

/** Pieces that proxies and backends put together in different ways. */
const PIECES = [
  '/public',
  '/api',
  '/',
  '//',
  '/.',
  '/..',
  '/%2e%2e',
  '/%2E.',
  '%2f',
  '%5c',
  '\\',
  ';x',
  '%00',
  '%23',
  '#',
  '?',
  '?/public',
  '%3f',
  '%252e',
  '%252f',
  '.',
  'a',
  '*',
  'http://api.example',
  '@',
  '%',
  '%zz',
  '\u00e4',
  '/PUBLIC',
]
const target = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''))
const open = fc.tuple(fc.constantFrom('/public', '/public/', '/'), target).map((parts) => parts.join(''))
const headerName = fc.constantFrom(
  'Authorization',
  'Cookie',
  'Host',
  'X-User-Id',
  'x_user_id',
  'X.User.Id',
  'X-Auth-Status',
  'X-Forwarded-Uri',
  'X-Original-Url',
  'X-Rewrite-Url',
  'X-Envoy-Original-Path',
  'X-Forwarded-For',
  'X-HTTP-Method-Override',
  'Connection',
  'Upgrade',
  'Transfer-Encoding',
  'Content-Length',
  'Trailer',
  'TE',
  'Expect',
  ':path',
  ':authority',
  'X-Tenant',
)
const headerValue = fc.oneof(
  fc.constantFrom(
    'evil',
    '',
    '/public',
    'GET',
    'Bearer',
    'Bearer evil',
    'Bearer a.b.c',
    'Basic ZXZpbDpldmls',
    '__Host-token=evil',
    '0',
    'chunked',
    'close, X-User-Id',
    'X-User-Id',
    'trailers',
    'websocket',
    '100-continue',
    'other.example',
    '127.0.0.1',
  ),
  fc.string({ maxLength: 20, unit: 'binary-ascii' }),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
)
// Every connection is to end with its answer: not every answer says how long it is.
const request = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'get', 'TRACE', 'PROPFIND', 'CONNECT'),
  target: fc.oneof(fc.constantFrom('/public', '/public/a?b'), open, target),
  lines: fc.array(
    fc
      .tuple(headerName, headerValue)
      .map(([name, value]) => `${name}: ${name === 'Connection' ? 'close, ' : ''}${value}`),
    { maxLength: 3 },
  ),
})

/** Whether every reading of a target is below `/public`. */
function isPublic(given: string): boolean {
  let path = given.split('?', 1)[0] as string
  for (let turn = 0; turn < 4; turn++) {
    const { pathname } = new URL(path.replaceAll('\\', '/').replaceAll(/\/{2,}/g, '/'), 'http://api.example')
    if (pathname !== '/public' && !pathname.startsWith('/public/')) return false
    try {
      path = decodeURIComponent(path)
    } catch {
      return true
    }
  }
  return true
}

const program = findEnvoy()
if (program !== undefined) {
  const start: StartProxy = (t, config, backend) => startEnvoy(t, program, config, backend)
  describe('whatever a client without a token sends through Envoy', () => {
    for (const [form, given] of FORMS) {
      test(`reaches the backend where everybody may, as nobody, over ${form}`, async (t) => {
        let port = 0
        const noting: StartProxy = async (...all) => (port = await start(...all))
        const { backend, scene } = await serve(t, 'envoy', noting, { ...given, rules: RULES })
        let passed = 0
        await fc.assert(
          fc.asyncProperty(request, async ({ method, target, lines }) => {
            const before = backend.seen.length
            const { status } = await sendRaw(port, method, target, lines)
            const reached = backend.seen.slice(before)
            if (status >= 200 && status < 300)
              assert.ok(reached.length > 0, 'a pass that the backend did not give')
            for (const { target: seen, headers } of reached) {
              passed++
              assert.ok(isPublic(seen), seen)
              assert.deepEqual(valuesOf(headers, 'X-Auth-Status'), ['none'])
              assert.equal(valuesOf(headers, 'X-User-Id').join(''), '')
            }
          }),
          { numRuns: 500 },
        )
        assert.ok(passed > 20, `only ${passed} came as far as the backend`)
        assert.deepEqual(scene.faults, [])
        assert.ok(scene.decisions.every(({ kind }) => kind !== 'failed'))
      })
    }
  })
}
