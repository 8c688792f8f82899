import { authenticate, authorize, requireRecentLogin, type AuthHandler } from 'tokenstile/fetch'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'
import { serveFetch } from './fetch-server.ts'

type Handler = AuthHandler<{ readonly subject: string | undefined } | undefined, []>

/** Handlers of the fetch API, served as the runtime serves them. */
export const FETCH: ContractAdapter = {
  name: 'fetch',
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const protect = authenticate(verifier, {
      ...options,
      ...refusing(onRefused, (status, text) => new Response(text, { status })),
    })
    const handle: Handler = (_, auth) => {
      calls++
      return Response.json(toContractBody(auth))
    }
    const handlers = new Map(
      routes.map((route) => {
        const demanding = demandBefore(route, handle)
        const bare = (request: Request): Response | Promise<Response> => demanding(request, undefined)
        return [route.path, route.unguarded === true ? bare : protect(demanding)] as const
      }),
    )
    const answer = async (request: Request): Promise<Response> => {
      try {
        const handler = handlers.get(new URL(request.url).pathname)
        return (await handler?.(request)) ?? new Response(null, { status: 404 })
      } catch (fault) {
        faults.push(fault)
        return Response.json(FAULT_BODY, { status: 500 })
      }
    }
    return { url: await serveFetch(t, answer), calls: () => calls, faults }
  },
}

/** A handler behind what a route demands. */
export function demandBefore({ requirement, recentLogin }: ContractRoute, handle: Handler): Handler {
  let handler = handle
  if (recentLogin !== undefined) {
    handler = requireRecentLogin({ ...recentLogin, idToken: ({ headers }) => headers.get('x-id-token') })(
      handler,
    )
  }
  return requirement === undefined ? handler : authorize(requirement)(handler)
}
