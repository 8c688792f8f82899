import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, createVerifier, type Requirement } from 'tokenstile'
import { authenticate, authorize, type AuthenticateOptions } from 'tokenstile/express'
import { assertConfigError } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'
import { collectFaults, serve, VERSIONS } from './served-app.ts'

const fault = new Error('a fault of the program')
const throwFault = (): never => {
  throw fault
}
const throwOn = (error: AuthError): never => {
  throw error
}

for (const { name, express } of VERSIONS) {
  for (const [what, options] of [
    ['toUser', { toUser: throwFault }],
    ['toScopes', { toScopes: throwFault }],
    ['toRoles', { toRoles: throwFault }],
  ] as const) {
    test(`${name}: what ${what} throws goes to the framework's error handler, not to the client`, async (t) => {
      const { faults, handler } = collectFaults()
      const app = express()
      app.use(authenticate(createVerifier(issuerOptions(options), { now }), { optional: true }))
      app.get('/', (_, response) => void response.json({}))
      app.use(handler)
      const response = await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)
      assert.equal(response.status, 500)
      assert.deepEqual(faults, [fault])
      assert.equal(response.headers.get('www-authenticate'), null)
    })
  }

  for (const [what, check, expected] of [
    ['throws', throwFault, /a fault of the program/],
    [
      'gives a promise',
      (): boolean => Promise.resolve(true) as unknown as boolean,
      /^ConfigError: requirement\.check: /,
    ],
    [
      'gives something true that is not true',
      (): boolean => 1 as unknown as boolean,
      /^ConfigError: requirement\.check: /,
    ],
    ['gives nothing', (): boolean => undefined as unknown as boolean, /^ConfigError: requirement\.check: /],
  ] as const) {
    test(`${name}: a check that ${what} is a fault of the program, never a pass`, async (t) => {
      const { faults, handler } = collectFaults()
      const app = express()
      app.use(authenticate(createVerifier(issuerOptions(), { now })))
      app.get('/', authorize({ check }), (_, response) => void response.json({}))
      app.use(handler)
      assert.equal((await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)).status, 500)
      assert.equal(faults.length, 1)
      assert.match(String(faults[0]), expected)
    })
  }

  test(`${name}: onRefused answers in its own way, for authenticate and authorize alike`, async (t) => {
    const codes: string[] = []
    const onRefused: AuthenticateOptions['onRefused'] = (error, request, response) => {
      codes.push(`${request.method} ${error.code}`)
      response.statusCode = 418
      response.end('refused')
    }
    let calls = 0
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now }), { onRefused }))
    app.get('/', authorize({ roles: ['admin'] }), (_, response) => void response.json({ calls: ++calls }))
    const api = await serve(t, app)
    for (const authorization of [undefined, `Bearer ${buildToken()}`]) {
      const response = await api.get('/', authorization)
      assert.equal(response.status, 418)
      assert.equal(await response.text(), 'refused')
    }
    assert.deepEqual(codes, ['GET missing_token', 'GET insufficient_role'])
    assert.equal(calls, 0)
  })

  for (const [what, onRefused] of [
    ['throws', throwFault],
    ['rejects', (): Promise<never> => Promise.reject(fault)],
  ] as const) {
    test(`${name}: an onRefused that ${what} is a fault of the program, never a pass`, async (t) => {
      const { faults, handler } = collectFaults()
      let calls = 0
      const app = express()
      app.use(authenticate(createVerifier(issuerOptions(), { now }), { onRefused }))
      app.get('/', authorize({ roles: ['admin'] }), (_, response) => void response.json({ calls: ++calls }))
      app.use(handler)
      const api = await serve(t, app)
      assert.equal((await api.get('/')).status, 500)
      assert.equal((await api.get('/', `Bearer ${buildToken()}`)).status, 500)
      assert.deepEqual(faults, [fault, fault])
      assert.equal(calls, 0)
    })
  }

  test(`${name}: an AuthError that onRefused throws on can be answered by the framework's error handler`, async (t) => {
    const { faults, handler } = collectFaults()
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now }), { onRefused: throwOn }))
    app.use(handler)
    await (await serve(t, app)).get('/')
    assert.ok(AuthError.is(faults[0]))
    assert.equal(faults[0].code, 'missing_token')
  })

  test(`${name}: what a handler throws goes to the framework once`, async (t) => {
    const { faults, handler } = collectFaults()
    const app = express()
    app.use(authenticate(createVerifier(issuerOptions(), { now })))
    app.get('/', authorize({}), throwFault)
    app.use(handler)
    assert.equal((await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)).status, 500)
    assert.deepEqual(faults, [fault])
  })
}

const verifier = createVerifier(issuerOptions(), { now })

for (const [option, options] of [
  ['authenticate.optional', { optional: 'false' }],
  ['authenticate.optional', { optional: 1 }],
  ['authenticate.realm', { realm: 'a "quoted" realm' }],
  ['authenticate.realm', { realm: 'two\r\nlines' }],
  ['authenticate.resourceMetadata', { resourceMetadata: '/relative' }],
  ['authenticate.onRefused', { onRefused: 'a text' }],
  ['authenticate.optinal', { optinal: true }],
] as const) {
  test(`authenticate refuses to be built with ${JSON.stringify(options)} and names ${option} (checklist 34, 61)`, async () => {
    await assertConfigError(() => authenticate(verifier, options as unknown as AuthenticateOptions), option)
  })
}

test('authenticate refuses to be built on something that is no verifier (checklist 61)', async () => {
  for (const value of [{}, { authenticate: () => ({}) }, { ...verifier }]) {
    await assertConfigError(() => authenticate(value as typeof verifier), 'verifier')
  }
})

for (const [option, requirement] of [
  ['requirement.role', { role: ['admin'] }],
  ['requirement.roles', { roles: 'admin' }],
  ['requirement.user', { user: false }],
  ['requirement.maxAuthAgeSeconds', { maxAuthAgeSeconds: Number.POSITIVE_INFINITY }],
  ['requirement.scopes[0]', { scopes: ['two words'] }],
] as const) {
  test(`authorize refuses a wrong ${option} when the route is declared (checklist 61)`, async () => {
    await assertConfigError(() => authorize(requirement as unknown as Requirement), option)
  })
}
