import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { jwk } from 'hono/jwk'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/hono'
import { fetchKeys, NOBODY, type FrameworkServers } from '../server-kinds.ts'

export const honoServers: FrameworkServers = {
  // With its option `jwks_uri` it would fetch the keys for each request.
  peer: 'hono/jwk, its keys given',
  async start(who, endpoint) {
    const app = await createApp(who, endpoint)
    return createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  },
}

async function createApp(...[who, endpoint]: Parameters<FrameworkServers['start']>): Promise<Hono> {
  switch (who) {
    case 'bare':
      return new Hono().get('/', (context) => context.json(NOBODY)) as unknown as Hono
    case 'ours':
      return new Hono()
        .use(authenticate(createVerifier(authgear(endpoint))))
        .get('/', (context) => context.json({ id: context.var.auth.subject })) as unknown as Hono
    case 'peer': {
      const keys = (await fetchKeys(endpoint)) as never
      const verification = { iss: endpoint, aud: endpoint, typ: 'at+jwt' }
      return new Hono()
        .use(jwk({ keys, alg: ['RS256'], verification }))
        .get('/', (context) =>
          context.json({ id: (context.get('jwtPayload') as { sub: string }).sub }),
        ) as unknown as Hono
    }
  }
}
