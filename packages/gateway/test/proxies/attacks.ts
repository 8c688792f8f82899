import assert from 'node:assert/strict'
import { valuesOf } from '../support/backend.ts'
import type { Served } from './served.ts'

/** What a client does to be taken for somebody else. */
export interface Attack {
  readonly name: string
  /** Does it, and asserts what has to come of it. */
  readonly what: (served: Served) => Promise<void>
}

/** Every spelling that some backend reads as one name. */
const spellings = (name: string): readonly string[] => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
  name.replaceAll('-', '_'),
  name.replaceAll('-', '.'),
  name.replace('-', '_'),
  name.replace('-', '.'),
]

const spoofed: readonly Attack[] = [
  // oauth2-proxy CVE-2025-64484, Traefik GHSA-x677-9fxg-v5c5, Caddy GHSA-7r4p-vjf4-gxv4 and GHSA-f59h-q822-g45g.
  ...['X-User-Id', 'X-User-Roles', 'X-Auth-Status'].flatMap((name) =>
    spellings(name).map((spelling) => ({
      name: `sends ${spelling} of its own, with a token and without`,
      what: async ({ send, bearer }: Served) => {
        await send('GET', '/public', [`${spelling}: evil`])
        await send('GET', '/public', [`${spelling}: evil`, `${spelling}: evil2`])
        await send('GET', '/api', [`${spelling}: evil`, await bearer({ id: 'alice' })])
      },
    })),
  ),
  {
    name: 'hides a spoofed header behind more headers than a server looks at',
    what: async ({ send, bearer }) => {
      // In the order of their names, which Caddy and Traefik send them in, they stand before the spoofed one.
      const many = Array.from({ length: 1500 }, (_, at) => `X-Ga${at}: 1`)
      for (const spelling of ['X_User_Id', 'x.user.id', 'X_user_roles']) {
        await send('GET', '/public', [...many, `${spelling}: evil`])
        await send('GET', '/api', [await bearer({ id: 'alice' }), ...many, `${spelling}: evil`])
      }
    },
  },
  {
    name: 'has the identity taken off as a header of the connection (Fabio CVE-2025-48865)',
    what: async ({ send, bearer, backend }) => {
      const token = await bearer({ id: 'alice' })
      for (const name of [
        'X-User-Id',
        'X-Forwarded-Host',
        'X-Forwarded-Uri',
        'X-Forwarded-Method',
        'Authorization',
      ]) {
        await send('GET', '/admin', [`Connection: close, ${name}`, token])
        await send('GET', '/api', [`Connection: ${name}`, token])
      }
      for (const { headers, target } of backend.seen) {
        assert.equal(target, '/api')
        assert.deepEqual(valuesOf(headers, 'X-User-Id'), ['alice'])
      }
    },
  },
]

const LIES = [
  'X-Forwarded-Uri',
  'X-Forwarded-Method',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Prefix',
]

const told: readonly Attack[] = [
  // oauth2-proxy CVE-2026-40575, Traefik CVE-2026-39858 and CVE-2026-35051, Oathkeeper GHSA-vhr5-ggp3-qq85.
  ...LIES.flatMap((name) =>
    spellings(name).map((spelling) => ({
      name: `says itself what is asked, by ${spelling}`,
      what: async ({ send, backend }: Served) => {
        for (const value of ['/public', 'GET', 'shop.example', 'https']) {
          assert.notEqual((await send('GET', '/admin', [`${spelling}: ${value}`])).status, 200)
          assert.notEqual(
            (await send('POST', '/read', [`${spelling}: ${value}`, 'Content-Length: 0'])).status,
            200,
          )
        }
        assert.deepEqual(backend.seen, [])
      },
    })),
  ),
  ...['X-Original-Url', 'X-Original-Uri', 'X-Rewrite-Url', 'Forwarded', 'X-Envoy-Original-Path'].map(
    (name) => ({
      name: `says itself what is asked, by ${name}`,
      what: async ({ send, backend }: Served) => {
        assert.notEqual((await send('GET', '/admin', [`${name}: https://shop.example/public`])).status, 200)
        assert.deepEqual(backend.seen, [])
      },
    }),
  ),
]

const PATHS = [
  '//admin',
  '/public//../admin',
  '/public/../admin',
  '/public/./../admin',
  '/public/%2e%2e/admin',
  '/public/%2E%2E/admin',
  '/public/..%2fadmin',
  '/public/..%2Fadmin',
  '/public%2f..%2fadmin',
  '/public/..%5cadmin',
  '/public\\..\\admin',
  '/public/..;/admin',
  '/public;/../admin',
  '/public/%252e%252e/admin',
  '/public/..%252fadmin',
  '/./admin',
  '/%2e/admin',
  '/public%00/../admin',
  '/public/%0d%0aX-User-Id:%20evil',
  '/%61dmin',
  '/admin?/public',
  '/admin#/public',
  '/admin%23/public',
  '/admin%3f/public',
  'http://shop.example/admin',
  'http://api.example/public/../admin',
]

const confused: readonly Attack[] = [
  // Heimdall CVE-2026-42272 and 42274, Traefik CVE-2025-66490, CVE-2026-40912 and 48020, Istio CVE-2021-29492.
  ...PATHS.map((target) => ({
    name: `asks for ${target}`,
    what: async ({ send, backend }: Served) => {
      const { status } = await send('GET', target)
      assert.ok(status < 500, `${target}: ${status}`)
      // A proxy that takes detours out before it asks may come out at an open path: the backend then gets that one, plain.
      assert.equal(backend.seen.length, status === 200 ? 1 : 0)
      for (const seen of backend.seen) assert.match(seen.target, /^\/public(\/[a-z]+)*$/)
    },
  })),
  {
    name: 'puts the open path into the query (oauth2-proxy GHSA-7rh7-c77v-6434)',
    what: async ({ send, backend }) => {
      assert.equal((await send('GET', '/admin?path=/public&/public/')).status, 401)
      assert.deepEqual(backend.seen, [])
    },
  },
  {
    name: 'writes the host in another way (Heimdall CVE-2026-42273, Authelia CVE-2026-48794)',
    what: async ({ send, backend }) => {
      for (const host of ['SHOP.example', 'shop.example.', 'shop.example:80', 'Shop.Example.:8080']) {
        assert.ok([200, 400].includes((await send('GET', '/shop', [`Host: ${host}`])).status), host)
      }
      const before = backend.seen.length
      for (const host of [
        'evil.shop.example',
        'shop.example.evil',
        'shop.example@evil',
        'shop.example,evil',
        'evil#shop.example',
      ]) {
        assert.notEqual((await send('GET', '/shop', [`Host: ${host}`])).status, 200, host)
      }
      assert.equal(backend.seen.length, before)
    },
  },
  {
    name: 'asks with another method than it says',
    what: async ({ send, backend }) => {
      for (const line of ['X-HTTP-Method-Override: GET', 'X-Method-Override: GET', 'X-HTTP-Method: GET']) {
        assert.notEqual((await send('POST', '/read', [line, 'Content-Length: 0'])).status, 200)
      }
      for (const method of ['get', 'Get', 'GETX', 'PROPFIND', 'TRACE']) {
        assert.notEqual((await send(method, '/read')).status, 200, method)
      }
      assert.deepEqual(backend.seen, [])
    },
  },
]

const OVERRIDES = ['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method']

const overridden: readonly Attack[] = [
  {
    name: 'has the backend take another method than was judged',
    what: async ({ send, bearer, backend }) => {
      const token = await bearer({ id: 'alice' })
      for (const name of OVERRIDES.flatMap((one) => spellings(one))) {
        await send('POST', '/items', [token, `${name}: DELETE`, 'Content-Length: 0'])
      }
      for (const { headers } of backend.seen) {
        for (const name of OVERRIDES) assert.deepEqual(valuesOf(headers, name), [])
      }
    },
  },
  {
    name: 'has the backend take another path than was judged',
    what: async ({ send, bearer, backend }) => {
      const token = await bearer({ id: 'alice' })
      const names = [
        'X-Original-Url',
        'X-Original-Uri',
        'X-Rewrite-Url',
        'X-Forwarded-Prefix',
        'X-Forwarded-Uri',
      ]
      for (const name of names.flatMap((one) => spellings(one))) {
        await send('GET', '/public', [`${name}: /admin`])
        await send('GET', '/api', [token, `${name}: /admin`])
      }
      for (const { headers } of backend.seen) {
        for (const name of names) assert.equal(valuesOf(headers, name).join(''), '', name)
      }
    },
  },
]

const credentials: readonly Attack[] = [
  {
    name: 'sends two tokens',
    what: async ({ send, bearer, backend }) => {
      const [one, other] = [await bearer({ id: 'alice' }), await bearer({ id: 'evil' })]
      const { status } = await send('GET', '/api', [one, other])
      assert.ok(status === 400 || status === 403, String(status))
      assert.notEqual(
        (await send('GET', '/api', [`${one}, ${other.slice('Authorization: '.length)}`])).status,
        200,
      )
      assert.deepEqual(backend.seen, [])
    },
  },
  {
    name: 'sends a token in the query',
    what: async ({ send, issuer, backend }) => {
      const token = await issuer.token({ user: 'alice' })
      assert.equal((await send('GET', `/api?access_token=${token}`)).status, 401)
      assert.deepEqual(backend.seen, [])
    },
  },
  {
    name: 'sends the cookie twice, malformed or beside a bad token (authentik CVE-2026-25748)',
    what: async ({ send, issuer, backend }) => {
      const cookie = `__Host-token=${await issuer.token({ user: 'alice' })}`
      for (const lines of [
        [`Cookie: ${cookie}; ${cookie}`],
        [`Cookie: __Host-token="`],
        ['Cookie: __Host-token='],
        ['Cookie: __Host-token=%00'],
        [`Cookie: ${cookie}`, 'Authorization: Bearer junk'],
        ['Cookie: \u0000'],
      ]) {
        assert.notEqual((await send('GET', '/api', lines)).status, 200, lines.join())
        // A request without a readable token is nobody's where that is allowed, never somebody's.
        await send('GET', '/public', lines)
      }
      for (const { headers } of backend.seen) assert.equal(valuesOf(headers, 'X-User-Id').join(''), '')
    },
  },
  {
    name: 'asks again after another one, without a token: no answer is kept (nginx-ldap-auth 103)',
    what: async ({ send, bearer }) => {
      assert.equal((await send('GET', '/api', [await bearer({ id: 'alice' })])).status, 200)
      assert.equal((await send('GET', '/api')).status, 401)
      assert.equal((await send('GET', '/api', ['Cookie: app_session=x'])).status, 401)
    },
  },
  {
    name: 'sends what is no preflight as one',
    what: async ({ send, backend }) => {
      const asks = ['Origin: https://app.example', 'Access-Control-Request-Method: POST']
      assert.equal((await send('OPTIONS', '/api', asks)).status, 200)
      assert.equal((await send('GET', '/api', asks)).status, 401)
      assert.equal((await send('OPTIONS', '/api', asks.slice(0, 1))).status, 401)
      assert.equal(backend.seen.length, 1)
    },
  },
  {
    name: 'smuggles a second request',
    what: async ({ send, backend }) => {
      for (const lines of [
        ['Transfer-Encoding: chunked', 'Content-Length: 5'],
        ['Transfer-Encoding: xchunked'],
        ['Content-Length: 0', 'Content-Length: 5'],
        ['Content-Length: +0'],
        ['Transfer-Encoding : chunked'],
      ]) {
        await send('POST', '/admin', lines)
      }
      assert.deepEqual(backend.seen, [])
    },
  },
]

const tunnels: readonly Attack[] = [
  {
    name: 'changes to HTTP/2, where no request is asked about any more (h2c smuggling)',
    what: async ({ send, backend }) => {
      const asks = [
        ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
        ['Connection: Upgrade', 'Upgrade: H2C'],
        ['Connection: Upgrade', 'Upgrade: websocket, h2c'],
        ['Connection: Upgrade', 'Upgrade: h2c, websocket'],
        ['Connection: Upgrade', 'Upgrade: websocket', 'Upgrade: h2c'],
        ['Connection: Upgrade', 'Upgrade: h2c', 'Upgrade: websocket'],
        ['Connection: Upgrade', 'Upgrade: TLS/1.0'],
      ]
      for (const lines of asks) await send('GET', '/public', lines)
      for (const { headers } of backend.seen) {
        const values = valuesOf(headers, 'Upgrade')
        assert.ok(values.length === 0 || values.join() === 'websocket', values.join())
      }
    },
  },
  {
    name: 'opens a WebSocket, as it may',
    what: async ({ send, backend }) => {
      const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
      await send('GET', '/public', ['Connection: keep-alive, Upgrade', 'Upgrade: WebSocket', ...key])
      const { headers } = backend.seen[0] ?? { headers: [] }
      assert.equal(valuesOf(headers, 'Upgrade').join().toLowerCase(), 'websocket')
      assert.match(valuesOf(headers, 'Connection').join(), /upgrade/i)
    },
  },
]

/** What others fell for, from the client's side. */
export const ATTACKS: readonly Attack[] = [
  ...spoofed,
  ...told,
  ...confused,
  ...overridden,
  ...credentials,
  ...tunnels,
]
