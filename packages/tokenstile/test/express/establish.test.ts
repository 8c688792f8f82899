import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createVerifier, type AuthErrorCode } from 'tokenstile'
import { authenticate, type AuthenticateOptions } from 'tokenstile/express'
import { buildToken, issuerOptions, now, NOW } from '../support/tokens.ts'
import { serve, VERSIONS, type ServedApp } from './served-app.ts'

type Express = (typeof VERSIONS)[number]['express']

/** An API that tells who called; `calls` counts how often its handler was reached. */
async function serveMe(
  t: TestContext,
  express: Express,
  options: AuthenticateOptions = {},
): Promise<ServedApp & { readonly calls: () => number; readonly codes: AuthErrorCode[] }> {
  const codes: AuthErrorCode[] = []
  const onEvent = (event: { type: string; code?: AuthErrorCode }): void => {
    if (event.type === 'refused' && event.code !== undefined) codes.push(event.code)
  }
  const verifier = createVerifier(issuerOptions(), { now, onEvent })
  let calls = 0
  const app = express()
  app.use(authenticate(verifier, options))
  app.all('/me', (request, response) => {
    calls++
    response.json({ subject: request.auth?.subject ?? null, hasAuth: 'auth' in request })
  })
  return { ...(await serve(t, app)), calls: () => calls, codes }
}

const REFUSED: readonly (readonly [string, string | undefined, number, AuthErrorCode])[] = [
  ['no token', undefined, 401, 'missing_token'],
  ['another scheme', 'Basic dXNlcjpwYXNz', 401, 'missing_token'],
  ['a scheme that only begins like Bearer', 'BearerToken abc', 401, 'missing_token'],
  ['Bearer alone', 'Bearer', 400, 'malformed_request'],
  ['two tokens in one header', `Bearer ${buildToken()} ${buildToken()}`, 400, 'malformed_request'],
  ['two tokens with a comma', `Bearer ${buildToken()}, Bearer ${buildToken()}`, 400, 'malformed_request'],
  ['an opaque token', 'Bearer abcdef', 401, 'opaque_token'],
  ['an expired token', `Bearer ${buildToken({ claims: { exp: NOW - 3600 } })}`, 401, 'token_expired'],
  [
    'a token of another audience',
    `Bearer ${buildToken({ claims: { aud: 'other' } })}`,
    401,
    'wrong_audience',
  ],
  ['an ID token', `Bearer ${buildToken({ header: { typ: 'JWT' } })}`, 401, 'wrong_type'],
  [
    'a token without its signature',
    `Bearer ${buildToken().split('.').slice(0, 2).join('.')}.`,
    401,
    'malformed_token',
  ],
]

for (const { name, express } of VERSIONS) {
  for (const optional of [false, true]) {
    const where = optional ? `${name}, where authentication is optional` : name
    test(`${where}: puts the caller of a good token on the request (checklist 30)`, async (t) => {
      const api = await serveMe(t, express, { optional })
      for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
        const response = await api.get('/me', `${scheme} ${buildToken()}`)
        assert.equal(response.status, 200)
        assert.deepEqual(await response.json(), { subject: 'user-1', hasAuth: true })
      }
    })

    for (const [what, authorization, status, code] of REFUSED) {
      if (optional && code === 'missing_token') continue
      test(`${where}: answers ${status} to ${what} and does not reach the handler (checklist 21, 33)`, async (t) => {
        const api = await serveMe(t, express, { optional })
        const response = await api.get('/me', authorization)
        assert.equal(response.status, status)
        assert.deepEqual(api.codes, [code])
        assert.equal(api.calls(), 0)
      })
    }

    test(`${where}: refuses two Authorization headers, whatever they hold (checklist 31)`, async (t) => {
      const api = await serveMe(t, express, { optional })
      const good = `Bearer ${buildToken()}`
      const pairs = [
        [`Authorization: ${good}`, `Authorization: ${good}`],
        [`Authorization: ${good}`, 'authorization: Basic dXNlcjpwYXNz'],
        ['AUTHORIZATION: Basic dXNlcjpwYXNz', `Authorization: ${good}`],
        ['Authorization:', `Authorization: ${good}`],
      ]
      for (const lines of pairs) {
        const answer = await api.getRaw('/me', lines)
        assert.match(answer, /^HTTP\/1\.1 400 /, lines.join(' and '))
        assert.match(answer, /WWW-Authenticate: Bearer error="invalid_request"/i)
      }
      assert.deepEqual(new Set(api.codes), new Set(['multiple_tokens']))
      assert.equal(api.calls(), 0)
    })
  }

  test(`${name}: takes no token from the query, a form or a cookie (checklist 37)`, async (t) => {
    const api = await serveMe(t, express)
    const token = buildToken()
    const answers = [
      await api.get(`/me?access_token=${token}`),
      await api.get('/me', undefined, { method: 'POST', body: new URLSearchParams({ access_token: token }) }),
      await fetch(`${api.url}/me`, { headers: { cookie: `access_token=${token}` } }),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 401],
    )
  })

  test(`${name}: lets a request without a token through where that is optional, without auth`, async (t) => {
    const api = await serveMe(t, express, { optional: true })
    for (const authorization of [undefined, 'Basic dXNlcjpwYXNz']) {
      const response = await api.get('/me', authorization)
      assert.equal(response.status, 200)
      assert.deepEqual(await response.json(), { subject: null, hasAuth: true })
    }
  })

  test(`${name}: the second request with a token is answered as the first, and refused once it expired`, async (t) => {
    let seconds = NOW
    const verifier = createVerifier(issuerOptions(), { now: () => seconds * 1000 })
    const app = express()
    app.get('/me', authenticate(verifier), (request, response) => void response.json(request.auth))
    const api = await serve(t, app)
    const authorization = `Bearer ${buildToken()}`
    const first = await (await api.get('/me', authorization)).text()
    assert.equal(await (await api.get('/me', authorization)).text(), first)
    seconds += 3600
    assert.equal((await api.get('/me', authorization)).status, 401)
  })
}
