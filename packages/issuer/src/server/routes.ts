import { Hono, type Context } from 'hono'
import { cors } from 'hono/cors'
import type { Control } from '../control/control.ts'
import { addDevRoutes } from '../control/dev-routes.ts'
import { FOREIGN_JWKS_PATH } from '../faults/fault-table.ts'
import { publicJwks } from '../keys/signing-keys.ts'
import { authorize } from '../protocol/authorize.ts'
import { toDiscoveryDocument } from '../protocol/discovery.ts'
import { answerEndSession } from '../protocol/end-session.ts'
import { introspect } from '../protocol/introspect.ts'
import { OAuthError, toErrorResponse } from '../protocol/oauth-error.ts'
import { resolve } from '../protocol/resolver.ts'
import { revoke } from '../protocol/revoke.ts'
import { answerTokenRequest } from '../protocol/token-endpoint.ts'
import { answerUserinfo } from '../protocol/userinfo.ts'
import type { Realm } from '../realm.ts'
import type { Answer } from './answer.ts'
import { breakAnswer } from './broken-answer.ts'
import { PATHS } from './paths.ts'

type Endpoint = (request: Request, realm: Realm) => Response | Promise<Response>

/**
 * Gives the issuer's pages. The documents are open to every origin and without cache headers, as Authgear serves them.
 * Looks at the path alone: it answers under any host name, where Authgear would redirect; only `/dev/` is choosy.
 */
export function createRoutes(realm: Realm, control: Control, controlToken?: string): Answer {
  const app = new Hono()
  const discovery = toDiscoveryDocument(realm)

  for (const path of [PATHS.openIdConfiguration, PATHS.serverMetadata, PATHS.jwks]) {
    app.on(['GET', 'OPTIONS'], path, cors({ allowMethods: ['GET', 'OPTIONS'] }))
  }
  app.get(PATHS.openIdConfiguration, (c) => c.json(discovery))
  app.get(PATHS.serverMetadata, (c) => c.json(discovery))
  app.get(PATHS.jwks, async (c) => c.json(await publicJwks(realm.keys)))

  // Applications in a browser call these themselves; none of them looks at cookies.
  for (const path of [PATHS.token, PATHS.userinfo, PATHS.revoke]) {
    app.use(path, cors({ allowHeaders: ['authorization', 'content-type'], allowMethods: ['GET', 'POST'] }))
  }
  const at = (endpoint: Endpoint) => (c: Context) => endpoint(c.req.raw, realm)
  app.on(['GET', 'POST'], PATHS.authorize, at(authorize))
  app.post(PATHS.token, at(answerTokenRequest))
  app.on(['GET', 'POST'], PATHS.userinfo, at(answerUserinfo))
  app.post(PATHS.revoke, at(revoke))
  app.on(['GET', 'POST'], PATHS.endSession, at(answerEndSession))
  app.get(PATHS.resolver, at(resolve))
  if (realm.settings.hasIntrospection) app.post(PATHS.introspect, at(introspect))
  app.get(PATHS.health, (c) => c.json({ status: 'ok' }))
  addDevRoutes(app, realm, control, controlToken)

  app.notFound((c) =>
    c.json(
      { error: 'not_found', error_description: `nothing is here; start at ${PATHS.openIdConfiguration}` },
      404,
    ),
  )
  app.onError((error) => toErrorResponse(error instanceof OAuthError ? error : toServerError(error)))
  return withControl(realm, (request) => app.fetch(request))
}

/** The message helps whoever runs the issuer; on a developer's machine that is who reads it. */
function toServerError({ message }: Error): OAuthError {
  return new OAuthError('server_error', message, { status: 500 })
}

/** Notes each request and breaks those that are to be broken. */
function withControl(realm: Realm, answer: Answer): Answer {
  return async (request, cut) => {
    const { pathname } = new URL(request.url)
    // The attacker's keys are noted: whoever fetches them followed a token's own word.
    const isOurs = pathname === '/dev' || pathname.startsWith('/dev/')
    if (isOurs && pathname !== FOREIGN_JWKS_PATH) return answer(request)
    const noteStatus = realm.requests.add(request, realm.clock.now())
    const breakage = realm.breakages.take(pathname)
    const response = await (breakage === undefined
      ? answer(request)
      : breakAnswer(request, breakage, answer, cut))
    noteStatus(response.status)
    // Who compares clocks by it, as "tokenstile doctor" does, sees the one that signs.
    response.headers.set('date', new Date(realm.clock.now()).toUTCString())
    return response
  }
}
