import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/node'
import { NOBODY, type FrameworkServers } from '../server-kinds.ts'

export const nodeServers: FrameworkServers = {
  peer: 'jose by hand',
  async start(who, endpoint) {
    return createServer(createListener(who, endpoint)).listen(0, '127.0.0.1')
  },
}

function createListener(
  ...[who, endpoint]: Parameters<FrameworkServers['start']>
): (request: IncomingMessage, response: ServerResponse) => unknown {
  switch (who) {
    case 'bare':
      return (_, response) => answer(response, NOBODY)
    case 'ours': {
      const protect = authenticate(createVerifier(authgear(endpoint)))
      return protect(({ auth }, response) => answer(response, { id: auth.subject }))
    }
    case 'peer': {
      const keys = createRemoteJWKSet(new URL(`${endpoint}/oauth2/jwks`))
      const options = { issuer: endpoint, audience: endpoint, algorithms: ['RS256'], typ: 'at+jwt' }
      return async ({ headers: { authorization = '' } }, response) => {
        const { payload } = await jwtVerify(authorization.slice(7), keys, options)
        answer(response, { id: payload.sub })
      }
    }
  }
}

function answer(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body)
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}
