import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { after, before, test, type TestContext } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { requireBearerAuth as bearerOfExpress2 } from '@modelcontextprotocol/express'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth as bearerOf1 } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { OAuthError, requireBearerAuth as bearerOf2 } from '@modelcontextprotocol/server'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { createVerifier, type Auth, type Verifier, type VerifierSettings } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { toTokenVerifier, type AuthInfo, type TokenVerifierOptions } from 'tokenstile/mcp'
import { protectedResource } from 'tokenstile/protected-resource'
import { listening } from '../contract/listening.ts'
import { send } from '../contract/sent-request.ts'
import { assertConfigError } from '../support/refusals.ts'

const RESOURCE = 'https://mcp.example.com/mcp'
const require = createRequire(import.meta.url)

type Served = { readonly url: string; readonly faults: readonly unknown[] }
type Choices = { readonly expectedResource?: URL; readonly requiredScopes?: string[] }
type AnyVerifier = Verifier<Auth<unknown, unknown>>

/** One of the SDK's own middlewares, in front of a route that answers the `AuthInfo`. */
interface Middleware {
  readonly name: string
  serve(t: TestContext, verifier: AnyVerifier, choices?: Choices): Promise<Served>
}

/** Where a refused client is sent. */
const { metadataUrl: resourceMetadataUrl } = protectedResource({
  resource: RESOURCE,
  authorizationServers: ['https://project.authgear.cloud'],
})

function onExpress(
  name: string,
  guard: (verifier: AnyVerifier, choices: Choices) => RequestHandler,
): Middleware {
  return {
    name,
    async serve(t, verifier, choices = {}) {
      const faults: unknown[] = []
      const app = express()
      app.get('/', guard(verifier, choices), (request, response) => {
        response.json((request as { auth?: unknown }).auth)
      })
      const collect: ErrorRequestHandler = (fault, _request, response, _next) => {
        faults.push(fault)
        response.status(500).json({})
      }
      app.use(collect)
      return { url: await listening(t, app.listen(0, '127.0.0.1')), faults }
    },
  }
}

// A CommonJS server has other classes than an ES module's: each is given its own.
const errors1 = require('@modelcontextprotocol/sdk/server/auth/errors.js') as {
  InvalidTokenError: typeof InvalidTokenError
}
const middleware1 = require('@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js') as {
  requireBearerAuth: typeof bearerOf1
}

const MIDDLEWARES: readonly Middleware[] = [
  onExpress('SDK 1.x', (verifier, choices) =>
    bearerOf1({
      verifier: toTokenVerifier(verifier, { InvalidTokenError, resource: RESOURCE }),
      resourceMetadataUrl,
      ...choices,
    }),
  ),
  onExpress('SDK 1.x from CommonJS', (verifier, choices) =>
    middleware1.requireBearerAuth({
      verifier: toTokenVerifier(verifier, {
        InvalidTokenError: errors1.InvalidTokenError,
        resource: RESOURCE,
      }),
      resourceMetadataUrl,
      ...choices,
    }),
  ),
  onExpress('SDK 2.x on Express', (verifier, choices) =>
    bearerOfExpress2({
      verifier: toTokenVerifier(verifier, { OAuthError, resource: RESOURCE }),
      resourceMetadataUrl,
      ...choices,
    }),
  ),
  {
    name: 'SDK 2.x on fetch',
    async serve(t, verifier, choices = {}) {
      const gate = bearerOf2({
        verifier: toTokenVerifier(verifier, { OAuthError, resource: RESOURCE }),
        resourceMetadataUrl,
        ...choices,
      })
      const answer = async (request: Request): Promise<Response> => {
        const result = await gate(request)
        return result instanceof Response ? result : Response.json(result)
      }
      const server = createServer(getRequestListener(answer)).listen(0, '127.0.0.1')
      return { url: await listening(t, server), faults: [] }
    },
  },
]

let issuer: RunningIssuer
before(async () => (issuer = await createIssuer().listen()))
after(() => issuer.close())

const verifierWith = (settings: VerifierSettings = {}): AnyVerifier =>
  createVerifier(authgear(issuer.endpoint, { resource: RESOURCE }), settings)
const tokenOf = (changes: object = {}): Promise<string> =>
  issuer.token({ user: 'alice', resource: RESOURCE, scopes: ['notes:read'], ...changes })

interface Seen {
  readonly status: number
  readonly challenge: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: { error?: string } & Partial<AuthInfo>
}

async function ask({ url }: Served, ...lines: readonly string[]): Promise<Seen> {
  const { status, headers, body } = await send(url, { path: '/', lines })
  return {
    status,
    challenge: headers['www-authenticate'],
    headers,
    body: JSON.parse(body) as Seen['body'],
  }
}

function subjectOf({ extra = {} }: Seen['body']): string | undefined {
  return (extra['auth'] as Auth).subject
}

for (const middleware of MIDDLEWARES) {
  const { name } = middleware

  test(`${name}: its middleware takes a good token and knows the caller`, async (t) => {
    const token = await tokenOf()
    const served = await middleware.serve(t, verifierWith())
    const { status, body } = await ask(served, `Authorization: Bearer ${token}`)
    assert.equal(status, 200)
    assert.deepEqual(
      [body.token, body.clientId, body.scopes, String(body.resource)],
      [token, 'dcrc_local-app', ['notes:read'], RESOURCE],
    )
    assert.equal(subjectOf(body), 'alice')
  })

  test(`${name}: its middleware answers a bad token with 401, and nothing of it`, async (t) => {
    const served = await middleware.serve(t, verifierWith())
    for (const [fault, text] of [
      ['expired', 'the access token expired'],
      ['wrong-audience', 'the access token is invalid'],
      ['another-key', 'the access token is invalid'],
      ['unsecured', 'the access token is invalid'],
      ['opaque', 'the access token is invalid'],
    ] as const) {
      const token = await tokenOf({ fault })
      const { status, challenge, body } = await ask(served, `Authorization: Bearer ${token}`)
      assert.equal(status, 401, fault)
      assert.equal(
        challenge,
        `Bearer error="invalid_token", error_description="${text}", resource_metadata="${resourceMetadataUrl}"`,
      )
      assert.ok(!JSON.stringify(body).includes(token))
    }
  })

  test(`${name}: its middleware demands scopes, and that the token was made for this server`, async (t) => {
    const lines = [`Authorization: Bearer ${await tokenOf()}`]
    const asks = async (choices: Choices): Promise<number> =>
      (await ask(await middleware.serve(t, verifierWith(), choices), ...lines)).status
    assert.equal(await asks({ requiredScopes: ['notes:read'] }), 200)
    assert.equal(await asks({ requiredScopes: ['notes:write'] }), 403)
    assert.equal(await asks({ expectedResource: new URL(RESOURCE) }), 200)
    assert.equal(await asks({ expectedResource: new URL('https://mcp.example.com/other') }), 401)
    // The verifier takes tokens of the whole project: none of them names this server.
    const lenient = createVerifier(authgear(issuer.endpoint))
    const served = await middleware.serve(t, lenient, { expectedResource: new URL(RESOURCE) })
    const unbound = await ask(served, `Authorization: Bearer ${await issuer.token({ user: 'alice' })}`)
    assert.equal(unbound.status, 401)
  })

  test(`${name}: limits of its middleware: an outage and a fault are 500, and no hook sees them`, async (t) => {
    const token = await tokenOf()
    const down = verifierWith({ fetch: () => Promise.reject(new TypeError('no network')) })
    const broken = createVerifier({
      ...authgear(issuer.endpoint, { resource: RESOURCE }),
      toUser: () => {
        throw new RangeError('a secret of the program')
      },
    })
    for (const verifier of [down, broken]) {
      const served = await middleware.serve(t, verifier)
      const { status, challenge, headers, body } = await ask(served, `Authorization: Bearer ${token}`)
      assert.equal(status, 500)
      assert.equal(body.error, 'server_error')
      assert.equal(challenge, undefined)
      assert.equal(headers['retry-after'], undefined)
      assert.deepEqual(served.faults, [])
      assert.ok(!JSON.stringify(body).includes('secret'))
    }
  })

  test(`${name}: limits of its middleware: no token is called an invalid one, and 400 is never said`, async (t) => {
    const served = await middleware.serve(t, verifierWith())
    for (const lines of [
      [],
      ['Authorization: Bearer'],
      ['Authorization: Basic eDp5'],
      ['Authorization: Bearer  x'],
    ]) {
      const { status, challenge, headers } = await ask(served, ...lines)
      assert.equal(status, 401)
      assert.match(challenge ?? '', /^Bearer error="invalid_token"/)
      assert.equal(headers['cache-control'], undefined)
    }
  })

  test(`${name}: limits of its middleware: a second token passes unseen`, async (t) => {
    const served = await middleware.serve(t, verifierWith())
    const [first, second] = [await tokenOf(), await tokenOf({ user: 'bob' })]
    for (const lines of [
      [`Authorization: Bearer ${first}`, `Authorization: Bearer ${second}`],
      [`Authorization: Bearer ${first} ${second}`],
    ]) {
      const { status, body } = await ask(served, ...lines)
      assert.equal(status, 200)
      assert.equal(subjectOf(body), 'alice')
    }
  })

  test(`${name}: limits of its middleware: a token ends by this machine's clock to the second`, async (t) => {
    const issuedAt = Math.floor(Date.now() / 1000) - 90
    const token = await tokenOf({ issuedAt, lifetimeSeconds: 60 })
    const verifier = verifierWith()
    assert.equal((await verifier.verify(token)).subject, 'alice')
    const { status } = await ask(await middleware.serve(t, verifier), `Authorization: Bearer ${token}`)
    assert.equal(status, 401)
  })

  test(`${name}: limits of its middleware: a token in a cookie is not found`, async (t) => {
    const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }
    const served = await middleware.serve(t, verifierWith({ cookie }))
    assert.equal((await ask(served, `Cookie: __Host-token=${await tokenOf()}`)).status, 401)
  })
}

const wrong: readonly (readonly [what: string, options: unknown, option: string])[] = [
  ['no class of errors', {}, 'toTokenVerifier'],
  ['two classes of errors', { InvalidTokenError, OAuthError }, 'toTokenVerifier'],
  ['a class that is none', { OAuthError: 'OAuthError' }, 'toTokenVerifier.OAuthError'],
  ['nothing', undefined, 'toTokenVerifier'],
  ['an unknown option', { OAuthError, audience: RESOURCE }, 'toTokenVerifier.audience'],
  ['a resource that is no URL', { OAuthError, resource: 'mcp' }, 'toTokenVerifier.resource'],
]
for (const [what, options, option] of wrong) {
  test(`refuses, where a token verifier is made, ${what} (checklist 61)`, async () => {
    await assertConfigError(() => toTokenVerifier(verifierWith(), options as TokenVerifierOptions), option)
  })
}

test('refuses to make a token verifier of what is no verifier (checklist 61)', async () => {
  await assertConfigError(() => toTokenVerifier({} as never, { OAuthError }), 'verifier')
})
