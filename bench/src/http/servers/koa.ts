import Koa from 'koa'
import koaJwt from 'koa-jwt'
import jwksRsa from 'jwks-rsa'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/koa'
import { NOBODY, type FrameworkServers } from '../server-kinds.ts'

export const koaServers: FrameworkServers = {
  peer: 'koa-jwt with jwks-rsa',
  async start(who, endpoint) {
    const app = new Koa()
    switch (who) {
      case 'bare':
        app.use((context) => {
          context.body = NOBODY
        })
        break
      case 'ours':
        app.use(authenticate(createVerifier(authgear(endpoint))))
        app.use((context) => {
          context.body = { id: context.state.auth.subject }
        })
        break
      case 'peer':
        app.use(
          koaJwt({
            secret: jwksRsa.koaJwtSecret({ jwksUri: `${endpoint}/oauth2/jwks`, cache: true }),
            algorithms: ['RS256'],
            issuer: endpoint,
            audience: endpoint,
          }),
        )
        app.use((context) => {
          context.body = { id: context.state.user.sub }
        })
    }
    return app.listen(0, '127.0.0.1')
  },
}
