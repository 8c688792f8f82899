import { Hono } from 'hono'
import { cors } from 'hono/cors'
import {
  JWKS_PATH,
  OPENID_CONFIGURATION_PATH,
  SERVER_METADATA_PATH,
  toDiscoveryDocument,
} from './discovery.ts'
import { publicJwks, type SigningKeys } from './signing-keys.ts'

/** Answers one HTTP request; needs no server. */
export type Answer = (request: Request) => Response | Promise<Response>

/**
 * Gives the issuer's pages: two discovery documents and the key set, open to every origin and without cache headers,
 * as Authgear serves them. Looks at the path alone: it answers under any host name, where Authgear would redirect.
 */
export function createRoutes(endpoint: string, keys: SigningKeys): Answer {
  const app = new Hono()
  const discovery = toDiscoveryDocument(endpoint)

  for (const path of [OPENID_CONFIGURATION_PATH, SERVER_METADATA_PATH, JWKS_PATH]) {
    app.on(['GET', 'OPTIONS'], path, cors({ allowMethods: ['GET', 'OPTIONS'] }))
  }
  app.get(OPENID_CONFIGURATION_PATH, (c) => c.json(discovery))
  app.get(SERVER_METADATA_PATH, (c) => c.json(discovery))
  app.get(JWKS_PATH, async (c) => c.json(await publicJwks(keys)))

  app.notFound((c) =>
    c.json(
      { error: 'not_found', error_description: `nothing is here; start at ${OPENID_CONFIGURATION_PATH}` },
      404,
    ),
  )
  app.onError((_error, c) => c.json({ error: 'server_error', error_description: 'the issuer failed' }, 500))
  return (request) => app.fetch(request)
}
