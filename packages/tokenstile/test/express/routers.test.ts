import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/express'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'
import { serve, VERSIONS } from './served-app.ts'

const authorization = `Bearer ${buildToken({ claims: { roles: ['admin'] } })}`

for (const { name, express } of VERSIONS) {
  test(`${name}: guards a router and leaves its neighbours open`, async (t) => {
    const router = express.Router()
    router.use(authenticate(createVerifier(issuerOptions(), { now })))
    router.get(
      '/:id',
      (request, response) => void response.json([request.params['id'], request.auth?.subject]),
    )
    const app = express()
    app.use('/orders', router)
    app.get('/health', (request, response) => void response.json('auth' in request))
    const api = await serve(t, app)
    assert.equal((await api.get('/orders/7')).status, 401)
    assert.deepEqual(await (await api.get('/orders/7', authorization)).json(), ['7', 'user-1'])
    assert.deepEqual(await (await api.get('/health')).json(), false)
  })

  test(`${name}: guards one route, beside others of the same path`, async (t) => {
    const guard = authenticate(createVerifier(issuerOptions(), { now }))
    const app = express()
    app
      .route('/orders')
      .get((_, response) => void response.json('open'))
      .post(guard, (_, response) => void response.json('guarded'))
    const api = await serve(t, app)
    assert.equal((await api.get('/orders')).status, 200)
    assert.equal((await api.get('/orders', undefined, { method: 'POST' })).status, 401)
    assert.equal((await api.get('/orders', authorization, { method: 'POST' })).status, 200)
  })

  test(`${name}: what the outer application established holds in a mounted one`, async (t) => {
    const inner = express()
    inner.get(
      '/admin',
      authorize({ roles: ['admin'] }),
      (request, response) => void response.json(request.auth?.subject),
    )
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now })))
    app.use('/inner', inner)
    const api = await serve(t, app)
    assert.deepEqual(await (await api.get('/inner/admin', authorization)).json(), 'user-1')
    assert.equal((await api.get('/inner/admin', `Bearer ${buildToken()}`)).status, 403)
  })

  test(`${name}: an optional authenticate does not open a route behind a strict one, and the last one counts`, async (t) => {
    const verifier = createVerifier(issuerOptions(), { now })
    const app = express()
    app.use(authenticate(verifier, { optional: true }))
    app.get('/strict', authenticate(verifier), (_, response) => void response.json({}))
    app.get(
      '/other',
      authenticate(createVerifier(issuerOptions({ audience: 'https://other.example' }), { now })),
      (_, response) => {
        response.json({})
      },
    )
    const api = await serve(t, app)
    assert.equal((await api.get('/strict')).status, 401)
    assert.equal((await api.get('/strict', authorization)).status, 200)
    assert.equal((await api.get('/other', authorization)).status, 401)
  })

  test(`${name}: requests that are answered at the same time do not see each other's caller`, async (t) => {
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now })))
    app.get('/', authorize({ user: true }), (request, response) => void response.json(request.auth?.subject))
    const api = await serve(t, app)
    const subjects = Array.from({ length: 40 }, (_, at) => `user-${at % 20}`)
    const answers = await Promise.all(
      subjects.map(async (sub) => (await api.get('/', `Bearer ${buildToken({ claims: { sub } })}`)).json()),
    )
    assert.deepEqual(answers, subjects)
  })

  test(`${name}: middleware in a list works as middleware in a row`, async (t) => {
    const app = express()
    const guards = [authenticate(createVerifier(issuerOptions(), { now })), authorize({ roles: ['admin'] })]
    app.get('/', guards, (_: unknown, response: { json(body: unknown): unknown }) => void response.json({}))
    const api = await serve(t, app)
    assert.equal((await api.get('/', authorization)).status, 200)
    assert.equal((await api.get('/', `Bearer ${buildToken()}`)).status, 403)
  })
}
