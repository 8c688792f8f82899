import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import {
  authenticate,
  authenticateFetch,
  authorize,
  requireAuth,
  requireRecentLogin,
  type AuthInfo,
  type McpHandler,
  type McpRequest,
  type Middleware,
} from 'tokenstile/mcp'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'
import { demandBefore } from './fetch.ts'
import { listening } from './listening.ts'

const resource = 'https://mcp.example/notes'
const answerOptions = {
  resourceMetadata: 'https://mcp.example/.well-known/oauth-protected-resource/notes',
}

/** The middleware, called as `node:http` would: one step after the other. */
export const MCP: ContractAdapter = {
  name: 'MCP',
  answerOptions,
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const guard = authenticate(verifier, {
      ...options,
      resource,
      ...refusing(onRefused, (status, text, _request, response) => {
        response.statusCode = status
        response.end(text)
      }),
    })
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost')
      const route = routes.find(({ path }) => path === pathname)
      const steps =
        route === undefined ? [] : [...(route.unguarded === true ? [] : [guard]), ...demands.get(route)!]
      runSteps(steps, request, response, (fault) => {
        if (fault === undefined) {
          calls++
          sendJson(response, toContractBody(callerOf((request as { auth?: AuthInfo }).auth)))
        } else {
          faults.push(fault)
          response.statusCode = 500
          sendJson(response, FAULT_BODY)
        }
      })
    })
    const demands = new Map(routes.map((route) => [route, demandsOf(route)]))
    return { url: await listening(t, server.listen(0, '127.0.0.1')), calls: () => calls, faults }
  },
}

function runSteps(
  [step, ...rest]: readonly Middleware[],
  request: IncomingMessage,
  response: ServerResponse,
  done: (fault?: unknown) => void,
): void {
  if (step === undefined) return done()
  void step(request, response, (fault) =>
    fault === undefined ? runSteps(rest, request, response, done) : done(fault),
  )
}

function demandsOf({ requirement, recentLogin }: ContractRoute): Middleware[] {
  return [
    ...(requirement === undefined ? [] : [authorize(requirement)]),
    ...(recentLogin === undefined ? [] : [requireRecentLogin({ ...recentLogin, idToken: readIdToken })]),
  ]
}

function readIdToken({ headers }: McpRequest): string {
  return headers['x-id-token'] as string
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
}

function callerOf(authInfo: AuthInfo | undefined): { readonly subject: string | undefined } | undefined {
  return authInfo && requireAuth(authInfo)
}

/** Handlers of the fetch API that take the options of the SDK's. */
export const MCP_FETCH: ContractAdapter = {
  name: 'MCP on fetch',
  answerOptions,
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const protect = authenticateFetch(verifier, {
      ...options,
      resource,
      ...refusing(onRefused, (status, text) => new Response(text, { status })),
    })
    const handle: McpHandler<[]> = (_, { authInfo }) => {
      calls++
      return Response.json(toContractBody(callerOf(authInfo)))
    }
    const handlers = new Map(
      routes.map((route) => {
        // What is put between passes on what it is given.
        const demanding = demandBefore(route, handle as never) as unknown as McpHandler<[]>
        const bare = (request: Request): Response | Promise<Response> => demanding(request, {})
        return [route.path, route.unguarded === true ? bare : protect(demanding)] as const
      }),
    )
    const answer = async (request: Request): Promise<Response> => {
      try {
        return (
          (await handlers.get(new URL(request.url).pathname)?.(request)) ??
          new Response(null, { status: 404 })
        )
      } catch (fault) {
        faults.push(fault)
        return Response.json(FAULT_BODY, { status: 500 })
      }
    }
    const server = createServer(getRequestListener(answer)).listen(0, '127.0.0.1')
    return { url: await listening(t, server), calls: () => calls, faults }
  },
}
