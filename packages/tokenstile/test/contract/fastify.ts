import fastify from 'fastify'
import { authenticate, authorize, requireRecentLogin, type Hook } from 'tokenstile/fastify'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractRoute,
} from './contract-app.ts'

export const FASTIFY: ContractAdapter = {
  name: 'Fastify 5',
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const app = fastify()
    t.after(() => app.close())
    app.setErrorHandler((fault, _, reply) => {
      faults.push(fault)
      void reply.code(500).type('application/json').send(JSON.stringify(FAULT_BODY))
    })
    app.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume()
      done(null)
    })
    const guard = authenticate(verifier, {
      ...options,
      ...refusing(onRefused, (status, text, _request, reply) => void reply.code(status).send(text)),
    })
    const addRoute = (instance: typeof app, route: ContractRoute): void => {
      instance.all(route.path, { onRequest: demandsOf(route) }, (request, reply) => {
        calls++
        void reply.send(toContractBody(request.auth))
      })
    }
    await app.register(async (guarded) => {
      await guarded.register(guard)
      for (const route of routes) if (route.unguarded !== true) addRoute(guarded as typeof app, route)
    })
    for (const route of routes) if (route.unguarded === true) addRoute(app, route)
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), calls: () => calls, faults }
  },
}

function demandsOf({ requirement, recentLogin }: ContractRoute): Hook[] {
  return [
    ...(requirement === undefined ? [] : [authorize(requirement)]),
    ...(recentLogin === undefined
      ? []
      : [requireRecentLogin({ ...recentLogin, idToken: ({ headers }) => headers['x-id-token'] })]),
  ]
}
