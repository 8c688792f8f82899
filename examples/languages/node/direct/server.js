// An API that checks access tokens by itself: Express and tokenstile.

import express from 'express'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'

const { ISSUER, AUDIENCE, PORT = '3000' } = process.env

// RS256, at+jwt, the issuer, the audience, times, keys that are kept and fetched anew with measure: all by default.
const verifier = createVerifier(authgear(ISSUER, { resource: AUDIENCE }))

const app = express()

// Before every route: one that somebody adds is closed from the start.
app.use(authenticate(verifier))

app.get('/me', (req, res) => {
  res.json({ sub: req.auth.subject, roles: req.auth.roles })
})

app.get('/admin', authorize({ roles: ['admin'] }), (req, res) => {
  res.json({ admin: req.auth.subject })
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on 127.0.0.1:${PORT}`))
