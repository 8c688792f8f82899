import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { authenticate, authorize, requireRecentLogin } from 'tokenstile/express'
import { VERSIONS } from '../express/served-app.ts'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'
import { listening } from './listening.ts'

/** Each supported major of Express. */
export const EXPRESS: readonly ContractAdapter[] = VERSIONS.map(({ name, express }) => ({
  name,
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const app = express()
    const guard = authenticate(verifier, {
      ...options,
      ...refusing(onRefused, (status, text, _request: Request, response: Response) => {
        response.status(status).end(text)
      }),
    })
    const handle: RequestHandler = (request, response) => {
      calls++
      response.json(toContractBody(request.auth))
    }
    for (const route of routes) {
      if (route.unguarded !== true) app.use(route.path, guard)
      app.all(route.path, ...demandsOf(route), handle)
    }
    const collect: ErrorRequestHandler = (fault, _request, response, _next) => {
      faults.push(fault)
      response.status(500).json(FAULT_BODY)
    }
    app.use(collect)
    return { url: await listening(t, app.listen(0, '127.0.0.1')), calls: () => calls, faults }
  },
}))

function demandsOf({ requirement, recentLogin }: ContractRoute): RequestHandler[] {
  return [
    ...(requirement === undefined ? [] : [authorize(requirement)]),
    ...(recentLogin === undefined
      ? []
      : [requireRecentLogin({ ...recentLogin, idToken: ({ headers }) => headers['x-id-token'] })]),
  ]
}
