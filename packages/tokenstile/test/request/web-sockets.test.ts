import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type AuthErrorCode, type AuthRequest, type VerifierSettings } from 'tokenstile'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const token = buildToken()
const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }
const byHeader = { authorization: `Bearer ${token}` }
const byCookie = { cookie: `__Host-token=${token}` }
const upgrade = { upgrade: 'websocket', connection: 'Upgrade' }

type Row = readonly [what: string, settings: VerifierSettings, request: AuthRequest, code?: AuthErrorCode]

const get = (headers: Readonly<Record<string, string | string[]>>): AuthRequest => ({
  method: 'GET',
  headers,
})

const ROWS: readonly Row[] = [
  [
    'by cookie, of an allowed origin',
    { cookie },
    get({ ...upgrade, ...byCookie, origin: 'https://app.example' }),
  ],
  ['by cookie, without an origin', { cookie }, get({ ...upgrade, ...byCookie }), 'csrf_rejected'],
  [
    'by cookie, of the same origin as the browser says',
    { cookie },
    get({ ...upgrade, ...byCookie, 'sec-fetch-site': 'same-origin' }),
    'csrf_rejected',
  ],
  [
    'by cookie, of another origin',
    { cookie },
    get({ ...upgrade, ...byCookie, origin: 'https://evil.example' }),
    'csrf_rejected',
  ],
  [
    'by cookie, of the origin null',
    { cookie },
    get({ ...upgrade, ...byCookie, origin: 'null' }),
    'csrf_rejected',
  ],
  [
    'by cookie, in capitals, among other protocols',
    { cookie },
    get({ upgrade: 'h2c, WebSocket', ...byCookie, origin: 'https://evil.example' }),
    'csrf_rejected',
  ],
  [
    'by cookie, named behind eight thousand other letters',
    { cookie },
    get({ upgrade: `${'x'.repeat(8000)}, websocket`, ...byCookie }),
    'csrf_rejected',
  ],
  ['by cookie over HTTP/2', { cookie }, { method: 'CONNECT', headers: byCookie }, 'csrf_rejected'],
  [
    'by cookie over HTTP/2, of an allowed origin',
    { cookie },
    { method: 'CONNECT', headers: { ...byCookie, origin: 'https://app.example' } },
  ],
  [
    'by cookie, of an origin that may change things but open no sockets',
    { cookie, webSocket: { allowedOrigins: ['https://live.example'] } },
    get({ ...upgrade, ...byCookie, origin: 'https://app.example' }),
    'csrf_rejected',
  ],
  [
    'by cookie, of an origin that may open sockets alone',
    { cookie, webSocket: { allowedOrigins: ['https://live.example'] } },
    get({ ...upgrade, ...byCookie, origin: 'https://live.example' }),
  ],
  ['by header, without an origin', {}, get({ ...upgrade, ...byHeader })],
  [
    'by header, of an origin that nobody allowed',
    {},
    get({ ...upgrade, ...byHeader, origin: 'https://app.example' }),
    'csrf_rejected',
  ],
  [
    'by header, of the origin null',
    { cookie },
    get({ ...upgrade, ...byHeader, origin: 'null' }),
    'csrf_rejected',
  ],
  [
    'by header, of an origin that cookies allow',
    { cookie },
    get({ ...upgrade, ...byHeader, origin: 'https://app.example' }),
  ],
  [
    'by header, of an allowed origin',
    { webSocket: { allowedOrigins: ['https://app.example'] } },
    get({ ...upgrade, ...byHeader, origin: 'https://app.example' }),
  ],
  [
    'another upgrade by header, of any origin',
    {},
    get({ upgrade: 'h2c', ...byHeader, origin: 'https://evil.example' }),
  ],
]

for (const [what, settings, request, code] of ROWS) {
  test(`${code === undefined ? 'opens' : 'refuses'} a WebSocket ${what}`, async () => {
    for (const optional of [false, true]) {
      const verifier = createVerifier(issuerOptions(), { now, ...settings })
      const open = () => verifier.authenticate(request, { optional })
      if (code === undefined) assert.equal((await open()).auth?.subject, 'user-1')
      else await assertRefused(open, code)
    }
  })
}

test('opens a WebSocket for nobody where authentication is optional: there is nothing to steal', async () => {
  const verifier = createVerifier(issuerOptions(), { now, cookie })
  const request = get({ ...upgrade, origin: 'https://evil.example' })
  assert.equal((await verifier.authenticate(request, { optional: true })).auth, undefined)
})
