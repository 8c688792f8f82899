import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { test, type TestContext } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import koa2 from 'koa2'
import koa3 from 'koa'
import { createVerifier } from 'tokenstile'
import { authenticate as guardExpress } from 'tokenstile/express'
import { authenticate as guardFastify } from 'tokenstile/fastify'
import { authenticate as guardFetch } from 'tokenstile/fetch'
import { authenticate as guardHono } from 'tokenstile/hono'
import { authenticate as guardKoa } from 'tokenstile/koa'
import { authenticate as guardNode } from 'tokenstile/node'
import { protectedResource } from 'tokenstile/protected-resource'
import { listening } from '../contract/listening.ts'
import { send } from '../contract/sent-request.ts'
import { VERSIONS } from '../express/served-app.ts'
import { issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })
const orders = protectedResource({
  resource: 'https://api.example/orders',
  authorizationServers: ['https://issuer.example'],
})
const options = { resourceMetadata: orders.metadataUrl }

type Serve = (t: TestContext) => Promise<string>

/** How the metadata is served beside a guarded application, in each framework. */
const SERVED: readonly (readonly [name: string, serve: Serve])[] = [
  ...VERSIONS.map(({ name, express }): readonly [string, Serve] => [
    name,
    (t) => {
      const app = express()
      app.use(orders.middleware)
      app.use(guardExpress(verifier, options))
      return listening(t, app.listen(0, '127.0.0.1'))
    },
  ]),
  ...VERSIONS.map(({ name, express }): readonly [string, Serve] => [
    `${name}, mounted below a path`,
    (t) => {
      const app = express()
      app.use('/.well-known', orders.middleware)
      app.use(guardExpress(verifier, options))
      return listening(t, app.listen(0, '127.0.0.1'))
    },
  ]),
  [
    'Fastify',
    async (t) => {
      const app = fastify()
      app.register(guardFastify(verifier, options))
      app.all(orders.path, { config: { public: true } }, (request, reply) => {
        const { status, headers, body } = orders.answer(request.method)
        return reply.code(status).headers(headers).send(body)
      })
      app.get('/orders', () => ({}))
      t.after(() => app.close())
      return app.listen({ port: 0, host: '127.0.0.1' })
    },
  ],
  [
    'Hono',
    (t) => {
      const app = new Hono()
      app.use(async (context, next) => orders.respond(context.req.raw) ?? next())
      app.use(guardHono(verifier, options))
      return listening(t, createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1'))
    },
  ],
  ...[koa2, koa3].map((Koa, index): readonly [string, Serve] => [
    `Koa ${index + 2}`,
    (t) => {
      const app = new Koa()
      app.use(async (context, next) => {
        if (new URL(context.url, 'http://localhost').pathname !== orders.path) return void (await next())
        const { status, headers, body } = orders.answer(context.method)
        context.set({ ...headers })
        context.status = status
        context.body = body
      })
      app.use(guardKoa(verifier, options))
      return listening(t, app.listen(0, '127.0.0.1'))
    },
  ]),
  [
    'fetch',
    (t) => {
      const guarded = guardFetch(verifier, options)(() => new Response())
      const answer = (request: Request): Response | Promise<Response> =>
        orders.respond(request) ?? guarded(request)
      return listening(t, createServer(getRequestListener(answer)).listen(0, '127.0.0.1'))
    },
  ],
  [
    'node:http',
    (t) => {
      const guarded = guardNode(verifier, options)((_, response) => response.end())
      const server: Server = createServer((request, response) =>
        orders.middleware(request, response, () => void guarded(request, response)),
      )
      return listening(t, server.listen(0, '127.0.0.1'))
    },
  ],
]

for (const [name, serve] of SERVED) {
  test(`${name}: a refused client finds the metadata at the address that the challenge names (checklist 56, 57)`, async (t) => {
    const url = await serve(t)
    const refused = await send(url, { path: '/orders' })
    assert.equal(refused.status, 401)
    const named = /resource_metadata="([^"]+)"/.exec(refused.headers['www-authenticate'] ?? '')?.[1] ?? ''
    const { pathname } = new URL(named)
    const { status, headers, body } = await send(url, { path: pathname })
    assert.equal(status, 200)
    assert.match(headers['content-type'] ?? '', /^application\/json\b/)
    assert.match(headers['cache-control'] ?? '', /^public, max-age=\d+$/)
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.deepEqual(JSON.parse(body), orders.metadata)

    const head = await send(url, { method: 'HEAD', path: pathname })
    assert.deepEqual([head.status, head.body], [200, ''])
  })

  test(`${name}: a page of any origin may read the metadata, and nobody may change it`, async (t) => {
    const url = await serve(t)
    const lines = [
      'Origin: https://client.example',
      'Access-Control-Request-Method: GET',
      'Access-Control-Request-Headers: mcp-protocol-version',
    ]
    const preflight = await send(url, { method: 'OPTIONS', path: orders.path, lines })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], '*')
    assert.equal(preflight.headers['access-control-allow-headers'], '*')
    assert.equal(preflight.headers['access-control-allow-credentials'], undefined)
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, headers } = await send(url, { method, path: orders.path })
      assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, OPTIONS'])
    }
  })
}

const [, serveFetch] = SERVED.find(([name]) => name === 'fetch')!
const [, serveNode] = SERVED.find(([name]) => name === 'node:http')!

for (const [name, serve] of [
  ['respond', serveFetch],
  ['middleware', serveNode],
] as const) {
  test(`${name} answers for its own path alone`, async (t) => {
    const url = await serve(t)
    for (const path of [`${orders.path}?a=b`, `${orders.path}/`]) {
      assert.equal((await send(url, { path })).status, 200, path)
    }
    for (const path of [
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/other',
      `${orders.path}//`,
      `${orders.path}/more`,
      `/orders${orders.path}`,
      '/',
    ]) {
      assert.equal((await send(url, { path })).status, 401, path)
    }
  })
}
