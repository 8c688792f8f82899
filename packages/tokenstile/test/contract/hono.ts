import { Hono, type MiddlewareHandler } from 'hono'
import { authenticate, authorize, requireRecentLogin, type AuthEnv } from 'tokenstile/hono'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'
import { serveFetch } from './fetch-server.ts'

type Caller = { readonly subject: string | undefined } | undefined

export const HONO: ContractAdapter = {
  name: 'Hono 4',
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const app = new Hono<AuthEnv<Caller>>()
    const guard = authenticate(verifier, {
      ...options,
      ...refusing(onRefused, (status, text) => new Response(text, { status })),
    })
    for (const route of routes) {
      if (route.unguarded !== true) app.use(route.path, guard)
      app.use(route.path, ...demandsOf(route))
      app.all(route.path, (context) => {
        calls++
        return context.json(toContractBody(context.var.auth))
      })
    }
    app.onError((fault, context) => {
      faults.push(fault)
      return context.json(FAULT_BODY, 500)
    })
    const url = await serveFetch(t, async (request) => app.fetch(request))
    return { url, calls: () => calls, faults }
  },
}

function demandsOf({ requirement, recentLogin }: ContractRoute): MiddlewareHandler[] {
  return [
    ...(requirement === undefined ? [] : [authorize(requirement)]),
    ...(recentLogin === undefined
      ? []
      : [requireRecentLogin({ ...recentLogin, idToken: ({ req }) => req.header('x-id-token') })]),
  ]
}
