import type { Context, Hono } from 'hono'
import { FOREIGN_JWKS_PATH } from '../faults/fault-table.ts'
import { HookError } from '../hooks/hook-error.ts'
import { readJsonObject } from '../options/json-object.ts'
import { readBody } from '../protocol/parameters.ts'
import type { Realm } from '../realm.ts'
import { nowSeconds } from '../tokens/token-stamp.ts'
import type { Control } from './control.ts'
import { createGuard } from './guard.ts'

type Body = Readonly<Record<string, unknown>>
type Handler = (body: Body, c: Context) => unknown

/** The control plane: `Control` as JSON over HTTP. Each answer is JSON; a mistake is a 400 with a sentence. */
export function addDevRoutes(
  app: Hono,
  realm: Realm,
  control: Control,
  controlToken: string | undefined,
): void {
  const routes = toRoutes(realm, control)
  // Anybody may read this key set: it stands for an attacker's server, and holds nothing but a public key.
  app.get(FOREIGN_JWKS_PATH, async (c) => c.json({ keys: [(await realm.keys.foreign()).publicJwk] }))
  const refuse = createGuard(realm, controlToken)
  app.use('/dev/*', async (c, next) => {
    const refusal = refuse(c.req.raw)
    if (refusal !== undefined) return toError(c, refusal.status, refusal.description)
    await next()
    return undefined
  })
  for (const [name, handler] of Object.entries(routes)) {
    const [method = '', path = ''] = name.split(' ')
    app.on(method, path, (c) => answer(c, handler))
  }
  app.get('/dev/', (c) => c.json({ routes: Object.keys(routes) }))
}

function toRoutes(realm: Realm, control: Control): Readonly<Record<string, Handler>> {
  const done = { done: true }
  return {
    'POST /dev/token': async (body) => ({ access_token: await control.token(body), token_type: 'Bearer' }),
    'GET /dev/faults': () => control.faults(),
    'POST /dev/keys/rotate': async (body) => (await control.rotateKeys(body), control.jwks()),
    'POST /dev/keys/publish': async () => (await control.publishKeys(), control.jwks()),
    'POST /dev/keys/drop-old': async () => (await control.dropOldKeys(), control.jwks()),
    'GET /dev/clock': () => ({ now: nowSeconds(realm) }),
    'POST /dev/clock': ({ moveBySeconds }) => {
      control.moveClock(moveBySeconds as number)
      return { now: nowSeconds(realm) }
    },
    'GET /dev/broken-paths': () => realm.breakages.list(),
    'POST /dev/broken-paths': ({ path, ...breakage }) => {
      control.breakPath(path as string, breakage)
      return realm.breakages.list()
    },
    'DELETE /dev/broken-paths': (_, c) => {
      control.mendPath(c.req.query('path'))
      return realm.breakages.list()
    },
    'POST /dev/rehearsal': ({ id, seconds }) =>
      typeof id === 'string'
        ? control.renewRehearsal(id, seconds as number | undefined)
        : control.beginRehearsal(seconds as number | undefined),
    'DELETE /dev/rehearsal': async (_, c) => ({ ended: await control.endRehearsal(c.req.query('id') ?? '') }),
    'GET /dev/users': () => control.users(),
    'POST /dev/users': (body) => realm.people.put(body),
    'POST /dev/users/:id/disable': (_, c) => (control.disableUser(c.req.param('id') ?? ''), done),
    'POST /dev/users/:id/enable': (_, c) => (control.enableUser(c.req.param('id') ?? ''), done),
    'GET /dev/sessions': () => control.sessions(),
    'POST /dev/sessions/:id/end': (_, c) => ({ ended: control.endSession(c.req.param('id') ?? '') }),
    'GET /dev/requests': (_, c) => control.requests(c.req.query('path')),
    'POST /dev/reset': async () => (await control.reset(), done),
  }
}

async function answer(c: Context, handler: Handler): Promise<Response> {
  try {
    return Response.json(await handler(await readJson(c.req.raw), c), {
      headers: { 'cache-control': 'no-store' },
    })
  } catch (error) {
    if (error instanceof TypeError || error instanceof HookError) return toError(c, 400, error.message)
    throw error
  }
}

async function readJson(request: Request): Promise<Body> {
  const text = request.method === 'POST' ? await readBody(request) : ''
  return text === '' ? {} : readJsonObject('the body', text)
}

function toError(c: Context, status: 400 | 401 | 403, description: string): Response {
  return c.json(
    { error: status === 400 ? 'bad_request' : 'forbidden', error_description: description },
    status,
  )
}
