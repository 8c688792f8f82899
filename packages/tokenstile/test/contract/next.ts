import { createServer } from 'node:http'
import {
  authenticate,
  authorize,
  requireRecentLogin,
  type AuthHandler,
  type NextRequestLike,
} from 'tokenstile/next'
import type { RouteContext, RunningSite } from '../next/running-site.ts'
import { refusing, toContractBody, type ContractAdapter, type ContractRoute } from './contract-app.ts'
import { listening } from './listening.ts'

type Caller = { readonly subject: string | undefined } | undefined
type Handler = AuthHandler<Caller, [RouteContext], NextRequestLike>
type RouteHandler = (request: NextRequestLike, context: RouteContext) => Promise<Response>

/** Route handlers of a site, which is built once: its open routes ask here for the application behind the port. */
export function contractOn({ major, listener, apps }: RunningSite): ContractAdapter {
  return {
    name: `Next.js ${major}`,
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
          const bare: RouteHandler = async (request, context) => demanding(request, undefined, context)
          return [route.path, route.unguarded === true ? bare : protect(demanding)] as const
        }),
      )
      // Without this option Node hides the second of two `Authorization` headers from Next.js, as `next start` does.
      const server = createServer({ joinDuplicateHeaders: true }, listener).listen(0, '127.0.0.1')
      const url = await listening(t, server)
      apps.set(new URL(url).host, {
        answer: async (request, context) => {
          const { path } = await context.params
          const handler = handlers.get(`/${path.join('/')}`)
          return (await handler?.(request, context)) ?? new Response(null, { status: 404 })
        },
        onFault: (fault) => faults.push(fault),
      })
      // What Next.js answers to a fault in a route handler: the application has no say in it.
      return { url, calls: () => calls, faults, faultBody: '' }
    },
  }
}

function demandBefore({ requirement, recentLogin }: ContractRoute, handle: Handler): Handler {
  let handler = handle
  if (recentLogin !== undefined) {
    handler = requireRecentLogin({ ...recentLogin, idToken: readIdToken })(handler)
  }
  return requirement === undefined ? handler : authorize(requirement)(handler)
}

function readIdToken({ headers }: Request): string | null {
  return headers.get('x-id-token')
}
