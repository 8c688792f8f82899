import { Router } from '@koa/router'
import Koa from 'koa'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize, type AuthState } from 'tokenstile/koa'

/** An API that knows who is calling. */
export function createApp(endpoint: string): Koa {
  const router = new Router<AuthState>()
  router.get('/health', (ctx) => {
    ctx.body = { ok: true }
  })
  router.use(authenticate(verifierFor(endpoint)))
  router.get('/me', (ctx) => {
    ctx.body = ctx.state.auth.user
  })
  router.get('/admin', authorize({ roles: ['admin'] }), (ctx) => {
    ctx.body = { admin: ctx.state.auth.user?.id }
  })
  router.post('/transfer', authorize({ user: true, maxAuthAgeSeconds: 300 }), (ctx) => {
    ctx.body = { transferredBy: ctx.state.auth.user?.id }
  })
  const app = new Koa()
  app.use(router.routes())
  return app
}

const verifierFor = (endpoint: string) => createVerifier(authgear(endpoint))

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof verifierFor>>
  }
}
