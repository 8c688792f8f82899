import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createContext,
  createStaticHandler,
  redirect,
  RouterContextProvider,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MiddlewareFunction,
} from 'react-router'
import { createVerifier, type Auth } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/fetch'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })
const protect = authenticate(verifier)
const caller = createContext<Auth>()

const middleware: MiddlewareFunction<Response>[] = [
  protect(async ({ context }, auth, next) => {
    context.set(caller, auth)
    return next()
  }),
]

const sendAway = authenticate(verifier, {
  onRefused(error) {
    throw error.status === 401 ? redirect('/login') : error
  },
})

const { queryRoute } = createStaticHandler([
  {
    path: '/orders/:id',
    loader: protect(({ params }: LoaderFunctionArgs, auth) =>
      Response.json({ id: params['id'], subject: auth.subject }),
    ),
    action: protect(
      authorize({ scopes: ['delete'] })(({ params }: ActionFunctionArgs) =>
        Response.json({ gone: params['id'] }),
      ),
    ),
  },
  { path: '/page', loader: sendAway((_: LoaderFunctionArgs, auth) => Response.json(auth.subject)) },
  {
    path: '/behind',
    // This handler knows no more of what a middleware gives back than that it gives something.
    middleware: middleware as MiddlewareFunction[],
    children: [{ index: true, loader: ({ context }) => Response.json(context.get(caller).subject) }],
  },
])

/** Asks as the server of a React Router application does. */
async function ask(method: string, path: string, token?: string): Promise<[number, unknown]> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const request = new Request(`https://app.example${path}`, { method, headers })
  const answer: unknown = await queryRoute(request, {
    requestContext: new RouterContextProvider(),
    generateMiddlewareResponse: async (query) => (await query(request)) as Response,
  })
  assert.ok(answer instanceof Response)
  return [answer.status, answer.headers.get('location') ?? (await answer.json())]
}

test('protects a loader of React Router', async () => {
  assert.deepEqual(await ask('GET', '/orders/7', buildToken()), [200, { id: '7', subject: 'user-1' }])
  assert.equal((await ask('GET', '/orders/7'))[0], 401)
  assert.equal((await ask('GET', '/orders/7', 'abc'))[0], 401)
})

test('demands more of who calls an action of React Router', async () => {
  const scope = 'read delete'
  assert.deepEqual(await ask('POST', '/orders/7', buildToken({ claims: { scope } })), [200, { gone: '7' }])
  assert.equal((await ask('POST', '/orders/7', buildToken()))[0], 403)
  assert.equal((await ask('POST', '/orders/7'))[0], 401)
})

test('is a middleware of React Router, and what is below it knows who is calling', async () => {
  assert.deepEqual(await ask('GET', '/behind?index', buildToken()), [200, 'user-1'])
  assert.equal((await ask('GET', '/behind?index'))[0], 401)
})

test('lets onRefused throw what React Router sends', async () => {
  assert.deepEqual(await ask('GET', '/page'), [302, '/login'])
  assert.deepEqual(await ask('GET', '/page', buildToken()), [200, 'user-1'])
})
