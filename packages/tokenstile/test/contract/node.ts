import { createServer, type ServerResponse } from 'node:http'
import { authenticate, authorize, requireRecentLogin, type AuthListener } from 'tokenstile/node'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'
import { listening } from './listening.ts'

type Handler = AuthListener<{ readonly subject: string | undefined } | undefined, readonly [ServerResponse]>

export const NODE: ContractAdapter = {
  name: 'node:http',
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const protect = authenticate(verifier, {
      ...options,
      ...refusing(onRefused, (status, text, _request, response) => {
        response.writeHead(status).end(text)
      }),
    })
    const handle: Handler = (request, response) => {
      calls++
      sendJson(response, toContractBody(request.auth))
    }
    const handlers = new Map(
      routes.map((route) => {
        const demanding = demandBefore(route, handle)
        return [route.path, route.unguarded === true ? demanding : protect(demanding)] as const
      }),
    )
    const server = createServer(async (request, response) => {
      try {
        const { pathname } = new URL(request.url ?? '', 'http://localhost')
        await handlers.get(pathname)?.(Object.assign(request, { auth: undefined }), response)
      } catch (fault) {
        faults.push(fault)
        response.statusCode = 500
        sendJson(response, FAULT_BODY)
      }
    }).listen(0, '127.0.0.1')
    return { url: await listening(t, server), calls: () => calls, faults }
  },
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
}

function demandBefore({ requirement, recentLogin }: ContractRoute, handle: Handler): Handler {
  let handler = handle
  if (recentLogin !== undefined) {
    handler = requireRecentLogin({
      ...recentLogin,
      idToken: ({ headers }) => headers['x-id-token'],
    })(handler)
  }
  return requirement === undefined ? handler : authorize(requirement)(handler)
}
