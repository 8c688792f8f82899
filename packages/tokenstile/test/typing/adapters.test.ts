import { test } from 'node:test'
import fastify from 'fastify'
import { Hono } from 'hono'
import { createVerifier, type Auth } from 'tokenstile'
import { authgear, type AuthgearUser } from 'tokenstile/authgear'
import * as express from 'tokenstile/express'
import * as fetched from 'tokenstile/fetch'
import * as fast from 'tokenstile/fastify'
import * as hono from 'tokenstile/hono'
import * as koa from 'tokenstile/koa'
import * as node from 'tokenstile/node'
import { assertSameType, compileOnly } from './same-type.ts'

// What must not compile is checked by the compiler alone: the code below is never run.
const verifier = createVerifier(authgear('https://project.authgear.cloud'))
type Caller = Auth<AuthgearUser>

test('the type of the caller flows through a chain of Hono', () => {
  compileOnly(() => [
    new Hono().use(hono.authenticate(verifier)).get('/me', (context) => {
      assertSameType<typeof context.var.auth, Caller>()
      return context.json(context.var.auth.user)
    }),
    new Hono().use(hono.authenticate(verifier, { optional: true })).get('/me', (context) => {
      assertSameType<typeof context.var.auth, Caller | undefined>()
      // @ts-expect-error: nobody may be there
      return context.json(context.var.auth.user)
    }),
    new Hono<hono.AuthEnv<Caller>>().get('/admin', hono.authorize({ roles: ['admin'] }), (context) =>
      context.json(context.var.auth.user?.id),
    ),
  ])
})

test('the type of the caller flows into handlers of the fetch API, beside what the platform hands over', () => {
  const protect = fetched.authenticate(verifier)
  const optional = fetched.authenticate(verifier, { optional: true })
  compileOnly(() => [
    protect((_, auth) => {
      assertSameType<typeof auth, Caller>()
      return Response.json(auth.user?.isVerified)
    }),
    protect((_, auth, environment: { readonly DB: string }, context: { waitUntil(): void }) => {
      context.waitUntil()
      return Response.json([auth.subject, environment.DB])
    })(new Request('https://api.example'), { DB: 'x' }, { waitUntil: () => undefined }),
    protect(fetched.authorize({ roles: ['admin'] })((_, auth) => Response.json(auth.user?.id))),
    optional((_, auth) => {
      assertSameType<typeof auth, Caller | undefined>()
      // @ts-expect-error: nobody may be there
      return Response.json(auth.user)
    }),
    // Who is refused does not reach the handler: there is a caller.
    optional(fetched.authorize({ user: true })((_, auth) => Response.json(auth.user?.id))),
    // @ts-expect-error: no platform hands over an auth
    fetched.authorize({ user: true })((_, auth: Caller) => Response.json(auth.user?.id))(
      new Request('https://api.example'),
    ),
  ])
})

test('the type of the caller flows into listeners of Node', () => {
  const protect = node.authenticate(verifier)
  compileOnly(() => [
    protect((request, response) => {
      assertSameType<typeof request.auth, Caller>()
      response.end(request.auth.user?.id)
    }),
    protect(node.authorize({ roles: ['admin'] })((request, response) => response.end(request.auth.user?.id))),
    node.authenticateUpgrade(verifier)((request, socket) => {
      assertSameType<typeof request.auth, Caller>()
      socket.destroy()
    }),
    node.authenticate(verifier, { optional: true })((request) => {
      // @ts-expect-error: nobody may be there
      return request.auth.user
    }),
  ])
})

test('a wrong demand or option does not compile, whatever the framework', () => {
  for (const adapter of [express, fast, fetched, hono, koa, node]) {
    compileOnly(() => [
      // @ts-expect-error: there is no such demand
      adapter.authorize({ scope: ['write'] }),
      // @ts-expect-error: there are two ways
      adapter.requireRecentLogin({ cannotReauthenticate: 'ignore' }),
      // @ts-expect-error: there is no such option
      adapter.authenticate(verifier, { optinal: true }),
      // @ts-expect-error: it takes a verifier
      adapter.authenticate({ issuer: 'https://issuer.example' }),
    ])
  }
})

test('Fastify knows the caller, its hooks and its open routes', () => {
  compileOnly(() => {
    const app = fastify()
    void app.register(fast.authenticate(verifier, { realm: 'orders' }))
    app.get('/health', { config: { public: true } }, async () => ({}))
    // @ts-expect-error: a route is open or it is not
    app.get('/wrong', { config: { public: false } }, async () => ({}))
    app.get('/me', { onRequest: fast.authorize({ user: true }) }, async ({ auth }) => auth?.subject)
    app.get('/more', { preHandler: [fast.authorize({ user: true })] }, async ({ auth }) => auth?.subject)
    // @ts-expect-error: nobody said that every route has a caller
    app.get('/unasked', async ({ auth }) => auth.subject)
    return []
  })
})
