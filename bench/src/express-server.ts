// A process of its own: Express with one way to verify. Tells its port, and its CPU time when asked.
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { auth as auth0 } from 'express-oauth2-jwt-bearer'
import { createVerifier, type Auth } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/express'

export type ServerKind = 'bare' | 'idle' | 'ours' | 'ours-uncached' | 'auth0'

const [kind, endpoint] = process.argv.slice(2) as [ServerKind, string]
const server = createApp().listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())

/** Who is calling, as the middleware of each kind says it. */
function createApp(): Express {
  const app = express()
  switch (kind) {
    case 'bare':
      return app.get('/me', (_, response) => void response.json({ id: 'somebody' }))
    case 'idle':
      app.use(async (_request, _response, next) => {
        await undefined
        next()
      })
      return app.get('/me', (_, response) => void response.json({ id: 'somebody' }))
    case 'ours':
    case 'ours-uncached': {
      const settings = kind === 'ours' ? {} : ({ cache: false } as const)
      app.use(authenticate(createVerifier(authgear(endpoint), settings)))
      return app.get(
        '/me',
        (request, response) => void response.json({ id: readAuth<Auth>(request).subject }),
      )
    }
    case 'auth0':
      app.use(auth0({ issuerBaseURL: endpoint, audience: endpoint, tokenSigningAlg: 'RS256', strict: true }))
      return app.get(
        '/me',
        (request, response) => void response.json({ id: readAuth<Auth0>(request).payload.sub }),
      )
  }
}

interface Auth0 {
  readonly payload: { readonly sub: string }
}

// Both libraries declare the type of `request.auth`; in a program that has both, neither is right.
function readAuth<T>(request: object): T {
  return (request as { auth: T }).auth
}
