import express, { type CookieOptions, type Express } from 'express'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'

const NAME = '__Host-token'
const ATTRIBUTES: CookieOptions = { secure: true, httpOnly: true, sameSite: 'lax', path: '/' }

/** The API of an app in a browser, which keeps its access token in a cookie that no script can read. */
export function createApp(endpoint: string): Express {
  const app = express()
  // Logging out needs no token: the one in the cookie may be over.
  app.delete('/session', (_, res) => {
    res.clearCookie(NAME, ATTRIBUTES).status(204).end()
  })
  app.use(authenticate(verifierFor(endpoint)))
  // After a login or a refresh the app hands over its new token, in the header.
  app.post('/session', (req, res) => {
    const token = req.get('authorization')?.slice('Bearer '.length)
    if (token === undefined) return void res.status(400).end()
    const expires = new Date(req.auth.expiresAt * 1000)
    res
      .cookie(NAME, token, { ...ATTRIBUTES, expires })
      .status(204)
      .end()
  })
  app.get('/me', (req, res) => {
    res.json(req.auth.user)
  })
  app.post('/transfer', authorize({ user: true }), (req, res) => {
    res.json({ transferredBy: req.auth.user?.id })
  })
  return app
}

const verifierFor = (endpoint: string) =>
  createVerifier(authgear(endpoint), { cookie: { name: NAME, allowedOrigins: ['https://app.example.com'] } })

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof verifierFor>>
  }
}
