import fastifyJwt from '@fastify/jwt'
import fastify, { type FastifyRequest } from 'fastify'
import buildGetJwks from 'get-jwks'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/fastify'
import { NOBODY, type FrameworkServers } from '../server-kinds.ts'

/** What `decode: { complete: true }` hands over. */
interface Decoded {
  readonly header: { readonly kid: string; readonly alg: string }
}

export const fastifyServers: FrameworkServers = {
  peer: '@fastify/jwt',
  async start(who, endpoint) {
    const app = fastify()
    switch (who) {
      case 'bare':
        app.get('/', (_, reply) => void reply.send(NOBODY))
        break
      case 'ours':
        await app.register(authenticate(createVerifier(authgear(endpoint))))
        app.get('/', ({ auth }, reply) => void reply.send({ id: auth?.subject }))
        break
      case 'peer': {
        const jwks = buildGetJwks({ jwksPath: '/oauth2/jwks' })
        await app.register(fastifyJwt, {
          decode: { complete: true },
          secret: (_: FastifyRequest, token: unknown) =>
            jwks.getPublicKey({ ...(token as Decoded).header, domain: endpoint }),
          verify: { algorithms: ['RS256'], allowedIss: endpoint, allowedAud: endpoint, cache: true },
        })
        app.addHook('onRequest', async (request) => {
          await request.jwtVerify()
        })
        app.get('/', ({ user }, reply) => void reply.send({ id: (user as { sub: string }).sub }))
      }
    }
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
}
