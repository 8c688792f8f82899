import express, { type Express, type Request } from 'express'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, requireRecentLogin } from 'tokenstile/express'

/** An API that pays out money only to who has logged in a moment ago. */
export function createApp(endpoint: string): Express {
  const app = express()
  app.use(authenticate(verifierFor(endpoint)))
  app.post('/payout', requireRecentLogin({ idToken, maxAuthAgeSeconds: 300 }), (req, res) => {
    res.json({ paidTo: req.auth.user?.id })
  })
  return app
}

const idToken = (req: Request): string | undefined => req.get('x-id-token')

const verifierFor = (endpoint: string) => createVerifier(authgear(endpoint))

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof verifierFor>>
  }
}
