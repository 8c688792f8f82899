import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { authenticate, authorize, requireRecentLogin, type AuthenticateOptions } from 'tokenstile/express'
import { VERSIONS } from '../express/served-app.ts'
import {
  FAULT_BODY,
  toContractBody,
  toTeapot,
  type ContractAdapter,
  type ContractApp,
  type ContractRoute,
} from './contract-app.ts'

/** Each supported major of Express. */
export const EXPRESS: readonly ContractAdapter[] = VERSIONS.map(({ name, express }) => ({
  name,
  async serve(t, { verifier, options = {}, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const app = express()
    const handle: RequestHandler = (request, response) => {
      calls++
      response.json(toContractBody(request.auth))
    }
    const guard = authenticate(verifier, { ...options, ...refusing(onRefused) })
    for (const route of routes) {
      if (route.unguarded !== true) app.use(route.path, guard)
      app.all(route.path, ...demandsOf(route), handle)
    }
    const collect: ErrorRequestHandler = (fault, _request, response, _next) => {
      faults.push(fault)
      response.status(500).json(FAULT_BODY)
    }
    app.use(collect)
    return { url: await listen(t, app.listen(0, '127.0.0.1')), calls: () => calls, faults }
  },
}))

function demandsOf({ requirement, recentLogin }: ContractRoute): RequestHandler[] {
  return [
    ...(requirement === undefined ? [] : [authorize(requirement)]),
    ...(recentLogin === undefined
      ? []
      : [requireRecentLogin({ ...recentLogin, idToken: ({ headers }) => headers['x-id-token'] as string })]),
  ]
}

function refusing(onRefused: ContractApp['onRefused']): Pick<AuthenticateOptions, 'onRefused'> {
  switch (onRefused) {
    case undefined:
      return {}
    case 'throw':
      return {
        onRefused: (error) => {
          throw error
        },
      }
    case 'teapot':
      return {
        onRefused: (error, _, response) => {
          const { status, text } = toTeapot(error)
          response.statusCode = status
          response.end(text)
        },
      }
  }
}

/** Waits until a server listens, closes it with the test, and gives its URL. */
export async function listen(t: TestContext, server: Server): Promise<string> {
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  if (!server.listening) await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
