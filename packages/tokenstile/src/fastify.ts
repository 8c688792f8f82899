import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { answerRefusalOr } from './adapter/answer-refusal.ts'
import { demandAccess, demandRecentLogin, type Demand } from './adapter/demand.ts'
import { openGate, type GateOptions, type Marked } from './adapter/gate.ts'
import { readNodeHeaders } from './adapter/node-headers.ts'
import type { Answer } from './core/answer.ts'
import type { AnyAuth } from './core/auth.ts'
import { ConfigError, type AuthError } from './core/errors.ts'
import type { Admitted } from './core/inside.ts'
import { isPromise } from './core/promise.ts'
import type { RecentLoginOptions } from './core/recent-login.ts'
import type { Requirement } from './core/requirement.ts'
import type { Verifier } from './core/verifier.ts'
import type { RegisteredAuth } from './index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling: put here by the plugin. Its type is what the application registers in `Register`. */
    auth: RegisteredAuth
  }
  interface FastifyContextConfig {
    /** Leaves the route open: no token is looked at, and `request.auth` is undefined. */
    public?: true
  }
}

/** A hook, for `onRequest` or any later one. */
export type Hook = (request: FastifyRequest, reply: FastifyReply, done: Done) => void

type Done = (error?: Error) => void

/** How the plugin answers. What `onRefused` throws goes to the error handler. */
export type AuthenticateOptions = GateOptions<
  (error: AuthError, request: FastifyRequest, reply: FastifyReply) => unknown
>

type Refuse = NonNullable<AuthenticateOptions['onRefused']>

/** Where a request keeps it. */
const ESTABLISHED = Symbol('tokenstile.established')
type WithMark = { [ESTABLISHED]?: Marked<Refuse> }

/**
 * Makes the plugin that establishes who is calling, for every route of the instance that it is registered on: verifies the
 * token of each request and puts the `Auth` on `request.auth`. A request without a token, or with a bad one, is answered
 * at once; what else is thrown goes to the error handler. Routes with `config: { public: true }` stay open. Does NOT check
 * what a route demands: `authorize` does. Where another plugin has put its own `auth` on requests, `app.ready()` rejects with
 * a `ConfigError`.
 */
export function authenticate(
  verifier: Verifier<AnyAuth>,
  options: AuthenticateOptions = {},
): FastifyPluginAsync {
  const { admit, answer, inside, onRefused } = openGate(verifier, options)
  const refuse: Refuse = onRefused ?? ((error, _, reply) => send(reply, answer(error)))

  function pass(admitted: Admitted, request: FastifyRequest, reply: FastifyReply, done: Done): void {
    const { auth, responseHeaders } = admitted
    for (const name in responseHeaders) reply.header(name, responseHeaders[name])
    ;(request as WithMark)[ESTABLISHED] = { auth, inside, refuse }
    ;(request as { auth?: unknown }).auth = auth
    done()
  }

  const establish: Hook = (request, reply, done) => {
    if (request.routeOptions.config.public === true) return done()
    const fail = (error: unknown): Promise<void> => answerRefusalOr(done, error, refuse, request, reply)
    let admitted
    try {
      const { method, url } = request
      admitted = admit({ method, url, headers: readNodeHeaders(request.raw) })
    } catch (error) {
      return void fail(error)
    }
    // A token that was seen before passes without a detour through the queue of promises.
    if (!isPromise(admitted)) return pass(admitted, request, reply, done)
    void Promise.resolve(admitted).then((later) => pass(later, request, reply, done), fail)
  }

  // Async: what another kind of plugin throws ends the process instead of the start.
  return forWholeInstance(async (instance) => {
    decorate(instance)
    instance.addHook('onRequest', establish)
  })
}

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps): a hook for `onRequest`. Needs the plugin
 * on the route: without, or where the route is public, the request fails as a fault of the program and never passes. An
 * anonymous caller is refused with `missing_token`.
 */
export function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Hook {
  return enforce(demandAccess(requirement))
}

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. A hook as `authorize`.
 */
export function requireRecentLogin(options: RecentLoginOptions<FastifyRequest>): Hook {
  return enforce(demandRecentLogin(options))
}

function enforce(demand: Demand): Hook {
  return (request, reply, done) => {
    const marked = (request as WithMark)[ESTABLISHED]
    const fail = (error: unknown): Promise<void> =>
      answerRefusalOr(done, error, marked?.refuse, request, reply)
    const pass = (): void => done()
    let demanding
    try {
      demanding = demand(marked, request)
    } catch (error) {
      return void fail(error)
    }
    if (isPromise(demanding)) void Promise.resolve(demanding).then(pass, fail)
    else pass()
  }
}

function send(reply: FastifyReply, { status, headers, body }: Answer): void {
  void reply.code(status).headers(headers).send(body)
}

function decorate(instance: FastifyInstance): void {
  // A request stands here where a route or addHook was given the plugin.
  if (!('hasRequestDecorator' in instance)) {
    throw new ConfigError('authenticate', 'gives a plugin: register it, it is no hook')
  }
  if (instance.hasRequestDecorator(ESTABLISHED)) return
  if (instance.hasRequestDecorator('auth')) {
    throw new ConfigError(
      'authenticate',
      'another plugin has put its own auth on requests: register one of them alone',
    )
  }
  instance.decorateRequest(ESTABLISHED)
  instance.decorateRequest('auth')
}

/** By these marks a plugin serves the instance that registers it, not one of its own inside. */
function forWholeInstance(plugin: FastifyPluginAsync): FastifyPluginAsync {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('plugin-meta')]: { name: 'tokenstile', fastify: '5.x' },
  })
}
