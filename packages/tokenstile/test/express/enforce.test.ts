import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Auth, type AuthErrorCode, type Requirement } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/express'
import { buildToken, issuerOptions, now, NOW } from '../support/tokens.ts'
import { collectFaults, serve, VERSIONS } from './served-app.ts'

type Claims = Readonly<Record<string, unknown>>

/** A person as some issuer may describe one: `kind` absent is a machine. */
const toUser = (claims: Claims): object | undefined =>
  claims['kind'] === undefined
    ? undefined
    : {
        id: claims['sub'],
        isAnonymous: claims['kind'] === 'guest',
        isVerified: claims['kind'] === 'verified',
      }

const LOGIN = 'insufficient_user_authentication'

/** A requirement, the claims that meet it, claims that do not, and what the second get. */
const REQUIREMENTS: readonly (readonly [
  Requirement,
  Claims,
  Claims,
  number,
  AuthErrorCode | typeof LOGIN,
])[] = [
  [{ user: true }, { kind: 'guest' }, {}, 403, 'user_required'],
  [{ registeredUser: true }, { kind: 'registered' }, { kind: 'guest' }, 403, 'registered_user_required'],
  [{ registeredUser: true }, { kind: 'verified' }, {}, 403, 'user_required'],
  [{ verifiedUser: true }, { kind: 'verified' }, { kind: 'registered' }, 403, 'user_not_verified'],
  [{ scopes: ['a', 'b'] }, { scope: 'b c a' }, { scope: 'a c' }, 403, 'insufficient_scope'],
  [{ scopes: ['a'] }, { scope: 'a' }, { scope: undefined }, 403, 'insufficient_scope'],
  [{ scopes: ['a'] }, { scope: 'a' }, { scope: 'A ab' }, 403, 'insufficient_scope'],
  [{ anyScope: ['a', 'b'] }, { scope: 'b' }, { scope: 'c' }, 403, 'insufficient_scope'],
  [{ roles: ['x', 'y'] }, { roles: ['y', 'x'] }, { roles: ['x'] }, 403, 'insufficient_role'],
  [{ anyRole: ['x', 'y'] }, { roles: ['y'] }, { roles: [] }, 403, 'insufficient_role'],
  [{ maxAuthAgeSeconds: 300 }, { auth_time: NOW - 300 }, { auth_time: NOW - 301 }, 401, LOGIN],
  [{ maxAuthAgeSeconds: 300 }, { auth_time: NOW }, {}, 401, LOGIN],
  [{ acr: ['gold', 'silver'] }, { acr: 'silver' }, { acr: 'bronze' }, 401, LOGIN],
  [{ amr: ['mfa'] }, { amr: ['pwd', 'mfa'] }, { amr: ['pwd'] }, 401, LOGIN],
  [{ check: (auth) => auth.subject === 'boss' }, { sub: 'boss' }, { sub: 'other' }, 403, 'forbidden'],
  [{}, {}, {}, 200, 'forbidden'],
]

for (const { name, express } of VERSIONS) {
  for (const [requirement, good, bad, status, error] of REQUIREMENTS) {
    const what = `${JSON.stringify({ ...requirement, ...(requirement.check && { check: 'a function' }) })}`
    test(`${name}: a route that demands ${what} lets ${JSON.stringify(good)} in and answers ${status} to ${JSON.stringify(bad)} (checklist 22, 33, 39, 55)`, async (t) => {
      const verifier = createVerifier({ ...issuerOptions(), toUser }, { now })
      const app = express()
      app.use(authenticate(verifier))
      app.get('/', authorize(requirement), (_, response) => void response.json({ passed: true }))
      const api = await serve(t, app)
      assert.equal((await api.get('/', `Bearer ${buildToken({ claims: good })}`)).status, 200)
      const response = await api.get('/', `Bearer ${buildToken({ claims: bad })}`)
      assert.equal(response.status, status)
      const body = (await response.json()) as object
      assert.deepEqual(body, status === 200 ? { passed: true } : { ...body, error })
    })
  }

  test(`${name}: a login that is too old is told how old it may be (checklist 55)`, async (t) => {
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now }), { realm: 'orders' }))
    app.get('/', authorize({ maxAuthAgeSeconds: 300 }), (_, response) => void response.json({}))
    const response = await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)
    const challenge = response.headers.get('www-authenticate') ?? ''
    assert.match(challenge, /^Bearer realm="orders", error="insufficient_user_authentication", /)
    assert.match(challenge, /, max_age="300"$/)
  })

  test(`${name}: without authenticate, authorize is a fault of the program and never a pass`, async (t) => {
    const { faults, handler } = collectFaults()
    let calls = 0
    const app = express()
    app.get('/', authorize({}), (_, response) => {
      calls++
      response.json({})
    })
    app.use(handler)
    const response = await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)
    assert.equal(response.status, 500)
    assert.match(String(faults[0]), /^ConfigError: authorize: /)
    assert.equal(calls, 0)
  })

  test(`${name}: what another middleware calls auth does not count`, async (t) => {
    const { faults, handler } = collectFaults()
    const app = express()
    app.use((request, _, next) => {
      ;(request as { auth: unknown }).auth = {
        user: { id: 'forged' },
        scopes: ['admin'],
        roles: ['admin'],
      } as unknown as Auth
      next()
    })
    app.get('/', authorize({ roles: ['admin'] }), (_, response) => void response.json({}))
    app.use(handler)
    assert.equal((await (await serve(t, app)).get('/')).status, 500)
    assert.equal(faults.length, 1)
  })

  test(`${name}: authorize looks at what authenticate established, not at what was put on the request since`, async (t) => {
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now })))
    app.use((request, _, next) => {
      ;(request as { auth: unknown }).auth = { ...request.auth, roles: ['admin'] }
      next()
    })
    app.get('/', authorize({ roles: ['admin'] }), (_, response) => void response.json({}))
    assert.equal((await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)).status, 403)
  })

  test(`${name}: an anonymous caller of an optional route is asked for a token where something is demanded`, async (t) => {
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now }), { optional: true, realm: 'orders' }))
    app.get('/', authorize({}), (_, response) => void response.json({}))
    const api = await serve(t, app)
    const response = await api.get('/')
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="orders"')
    assert.equal((await api.get('/', `Bearer ${buildToken()}`)).status, 200)
  })
}
