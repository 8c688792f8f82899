import koa2 from 'koa2'
import koa3, { type Context } from 'koa'
import { authenticate, authorize, requireRecentLogin, type AuthState, type Middleware } from 'tokenstile/koa'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'
import { listening } from './listening.ts'

const VERSIONS = [
  { name: 'Koa 2', Koa: koa2 },
  { name: 'Koa 3', Koa: koa3 },
]

/** Each supported major of Koa. */
export const KOA: readonly ContractAdapter[] = VERSIONS.map(({ name, Koa }) => ({
  name,
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const app = new Koa()
    app.use(async (context, next) => {
      try {
        await next()
      } catch (fault) {
        faults.push(fault)
        context.status = 500
        context.body = FAULT_BODY
      }
    })
    const guard = authenticate(verifier, {
      ...options,
      ...refusing(onRefused, (status, text, context: Context) => {
        context.status = status
        context.body = text
      }),
    })
    for (const route of routes) {
      const steps = [...(route.unguarded === true ? [] : [guard]), ...demandsOf(route)]
      for (const step of steps) app.use(at(route.path, step))
      app.use(
        at(route.path, async (context) => {
          calls++
          context.body = toContractBody((context.state as Partial<AuthState>).auth)
        }),
      )
    }
    return { url: await listening(t, app.listen(0, '127.0.0.1')), calls: () => calls, faults }
  },
}))

/** A step for one path alone. */
function at(path: string, step: Middleware): Middleware {
  return async (context, next) => {
    await (new URL(context.url, 'http://localhost').pathname === path ? step(context, next) : next())
  }
}

function demandsOf({ requirement, recentLogin }: ContractRoute): Middleware[] {
  return [
    ...(requirement === undefined ? [] : [authorize(requirement)]),
    ...(recentLogin === undefined
      ? []
      : [requireRecentLogin({ ...recentLogin, idToken: ({ headers }) => headers['x-id-token'] })]),
  ]
}
