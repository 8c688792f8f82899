import { Hono } from 'hono'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/hono'

/** An API that knows who is calling. */
export function createApp(endpoint: string) {
  const verifier = createVerifier(authgear(endpoint))
  return new Hono()
    .get('/health', (c) => c.json({ ok: true }))
    .use(authenticate(verifier))
    .get('/me', (c) => c.json(c.var.auth.user))
    .get('/admin', authorize({ roles: ['admin'] }), (c) => c.json({ admin: c.var.auth.user?.id }))
    .post('/transfer', authorize({ user: true, maxAuthAgeSeconds: 300 }), (c) => {
      return c.json({ transferredBy: c.var.auth.user?.id })
    })
}
