import express, { type Express } from 'express'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'

/** An API that knows who is calling. */
export function createApp(endpoint: string): Express {
  const app = express()
  app.get('/health', (_, res) => {
    res.json({ ok: true })
  })
  app.use(authenticate(verifierFor(endpoint)))
  app.get('/me', (req, res) => {
    res.json(req.auth.user)
  })
  app.get('/admin', authorize({ roles: ['admin'] }), (req, res) => {
    res.json({ admin: req.auth.user?.id })
  })
  app.post('/transfer', authorize({ user: true, maxAuthAgeSeconds: 300 }), (req, res) => {
    res.json({ transferredBy: req.auth.user?.id })
  })
  return app
}

const verifierFor = (endpoint: string) => createVerifier(authgear(endpoint))

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof verifierFor>>
  }
}
