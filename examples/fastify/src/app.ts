import fastify, { type FastifyInstance } from 'fastify'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/fastify'

/** An API that knows who is calling. */
export function createApp(endpoint: string): FastifyInstance {
  const app = fastify()
  app.register(authenticate(verifierFor(endpoint)))
  app.get('/health', { config: { public: true } }, () => ({ ok: true }))
  app.get('/me', (request) => request.auth.user)
  app.get('/admin', { onRequest: authorize({ roles: ['admin'] }) }, (request) => {
    return { admin: request.auth.user?.id }
  })
  const recent = authorize({ user: true, maxAuthAgeSeconds: 300 })
  app.post('/transfer', { onRequest: recent }, (request) => ({ transferredBy: request.auth.user?.id }))
  return app
}

const verifierFor = (endpoint: string) => createVerifier(authgear(endpoint))

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof verifierFor>>
  }
}
