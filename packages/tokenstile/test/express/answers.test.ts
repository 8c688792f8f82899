import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, createVerifier, toResponse, type AnswerOptions, type AuthErrorCode } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/express'
import { buildToken, issuerOptions, now, NOW } from '../support/tokens.ts'
import { serve, VERSIONS } from './served-app.ts'

/** What Node and Express add to every answer. */
const TRANSPORT = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'x-powered-by']

const OPTIONS: readonly (readonly [string, AnswerOptions])[] = [
  ['nothing configured', {}],
  ['a realm', { realm: 'orders' }],
  [
    'a realm and resource metadata',
    { realm: 'orders', resourceMetadata: 'https://api.example/.well-known/oauth-protected-resource' },
  ],
]

const REFUSALS: readonly (readonly [AuthErrorCode, string | undefined])[] = [
  ['missing_token', undefined],
  ['malformed_request', 'Bearer'],
  ['opaque_token', 'Bearer abc'],
  ['token_expired', `Bearer ${buildToken({ claims: { exp: NOW - 3600 } })}`],
  ['wrong_audience', `Bearer ${buildToken({ claims: { aud: 'other' } })}`],
  ['untrusted_issuer', `Bearer ${buildToken({ claims: { iss: 'https://other.example' } })}`],
  ['insufficient_scope', `Bearer ${buildToken({ claims: { scope: 'read' } })}`],
]

for (const { name, express } of VERSIONS) {
  for (const [what, options] of OPTIONS) {
    test(`${name}: every answer is the one of toResponse, byte by byte, with ${what} (checklist 32, 33, 57)`, async (t) => {
      const verifier = createVerifier(issuerOptions(), { now })
      const app = express()
      app.get(
        '/',
        authenticate(verifier, options),
        authorize({ scopes: ['write', 'delete'] }),
        (_, response) => {
          response.json({})
        },
      )
      const api = await serve(t, app)
      for (const [code, authorization] of REFUSALS) {
        const details = code === 'insufficient_scope' ? { scopes: ['write', 'delete'] } : {}
        const expected = toResponse(new AuthError(code, details), options)
        const response = await api.get('/', authorization)
        assert.equal(response.status, expected.status, code)
        assert.equal(await response.text(), expected.body)
        const headers = [...response.headers].filter(([header]) => !TRANSPORT.includes(header))
        assert.deepEqual(Object.fromEntries(headers), lowerCased(expected.headers))
      }
    })
  }

  test(`${name}: without credentials the challenge names no error (checklist 32)`, async (t) => {
    const app = express()
    app.get(
      '/',
      authenticate(createVerifier(issuerOptions(), { now })),
      (_, response) => void response.json({}),
    )
    const response = await (await serve(t, app)).get('/')
    assert.equal(response.headers.get('www-authenticate'), 'Bearer')
  })

  test(`${name}: HEAD is answered as GET, without a body`, async (t) => {
    const app = express()
    app.get(
      '/',
      authenticate(createVerifier(issuerOptions(), { now })),
      (_, response) => void response.json({}),
    )
    const api = await serve(t, app)
    for (const authorization of [undefined, 'Bearer abc', `Bearer ${buildToken()}`]) {
      const [head, get] = [
        await api.get('/', authorization, { method: 'HEAD' }),
        await api.get('/', authorization),
      ]
      assert.equal(head.status, get.status)
      assert.equal(head.headers.get('www-authenticate'), get.headers.get('www-authenticate'))
      assert.equal(await head.text(), '')
      assert.notEqual(await get.text(), '')
    }
  })

  test(`${name}: an issuer that cannot be reached is a 503 with Retry-After, never a 401`, async (t) => {
    let fetches = 0
    const fetchNothing = (): Promise<Response> => {
      fetches++
      return Promise.reject(new TypeError('no network'))
    }
    const keys = { jwksUri: 'https://issuer.example/jwks' }
    const verifier = createVerifier(issuerOptions({ keys }), { now, fetch: fetchNothing })
    const app = express()
    app.get('/', authenticate(verifier), (_, response) => void response.json({}))
    const response = await (await serve(t, app)).get('/', `Bearer ${buildToken()}`)
    assert.equal(response.status, 503)
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    assert.equal(response.headers.get('www-authenticate'), null)
    assert.equal(((await response.json()) as { error: string }).error, 'keys_unavailable')
    assert.equal(fetches, 1)
  })

  test(`${name}: neither answer nor headers hold any part of the token (checklist 60)`, async (t) => {
    const app = express()
    app.get(
      '/',
      authenticate(createVerifier(issuerOptions(), { now })),
      (_, response) => void response.json({}),
    )
    const token = buildToken({ claims: { aud: 'somebody-else', sub: 'a-secret-subject' } })
    const answer = await (await serve(t, app)).getRaw('/', [`Authorization: Bearer ${token}`])
    for (const part of [...token.split('.'), 'somebody-else', 'a-secret-subject']) {
      assert.ok(!answer.includes(part))
    }
  })
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]))
}
