import type { RequestHandler } from 'express'
import express from 'express'
import { auth as auth0 } from 'express-oauth2-jwt-bearer'
import { createVerifier, type Auth } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/express'
import { NOBODY, type FrameworkServers } from '../server-kinds.ts'

export const expressServers: FrameworkServers = {
  peer: 'express-oauth2-jwt-bearer',
  async start(who, endpoint) {
    const app = express()
    switch (who) {
      case 'bare':
        app.get('/', (_, response) => void response.json(NOBODY))
        break
      case 'ours':
        app.use(authenticate(createVerifier(authgear(endpoint))))
        app.get(
          '/',
          answerWith<Auth>(({ subject }) => subject),
        )
        break
      case 'peer':
        app.use(
          auth0({ issuerBaseURL: endpoint, audience: endpoint, tokenSigningAlg: 'RS256', strict: true }),
        )
        app.get(
          '/',
          answerWith<{ payload: { sub: string } }>(({ payload }) => payload.sub),
        )
    }
    return app.listen(0, '127.0.0.1')
  },
}

// Both libraries declare the type of `request.auth`; in a program that has both, neither is right.
function answerWith<A>(idOf: (auth: A) => string | undefined): RequestHandler {
  return (request, response) => void response.json({ id: idOf((request as { auth: unknown }).auth as A) })
}
