import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type AuthErrorCode, type RequestHeaders } from 'tokenstile'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })
const token = buildToken()

/** Every shape that a framework has headers in. */
const SHAPES: readonly (readonly [string, (...values: string[]) => RequestHeaders])[] = [
  [
    'Headers',
    (...values) => values.reduce((all, value) => (all.append('Authorization', value), all), new Headers()),
  ],
  [
    'a record of Node',
    (...values) => (values.length > 1 ? { authorization: values } : { authorization: values[0] }),
  ],
  ['a record with its own spelling', (...values) => ({ 'x-other': 'Bearer x', AuthoriZation: values })],
  ['pairs', (...values) => [['host', 'x'], ...values.map((value) => ['Authorization', value] as const)]],
  [
    'a flat list',
    (...values) => ['Host', 'authorization', ...values.flatMap((value) => ['AUTHORIZATION', value])],
  ],
]

for (const [shape, headersOf] of SHAPES) {
  test(`finds the token in ${shape} (checklist 30)`, async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer  ']) {
      const { auth, responseHeaders } = await verifier.authenticate({
        headers: headersOf(`${scheme} ${token}`),
      })
      assert.equal(auth.subject, 'user-1')
      assert.deepEqual(responseHeaders, {})
    }
  })

  test(`refuses two Authorization headers in ${shape}, also equal ones, also where optional (checklist 31)`, async () => {
    // Headers joins them with a comma: that is malformed. The code differs, the answer does not.
    const code = shape === 'Headers' ? 'malformed_request' : 'multiple_tokens'
    for (const second of [`Bearer ${token}`, 'Basic x', 'Bearer']) {
      const headers = headersOf(`Bearer ${token}`, second)
      await assertRefused(() => verifier.authenticate({ headers }), code)
      await assertRefused(() => verifier.authenticate({ headers }, { optional: true }), code)
    }
  })
}

const malformed: readonly string[] = [
  'Bearer',
  'bearer',
  'Bearer ',
  'Bearer    ',
  'Bearer\t',
  'Bearer a b',
  `Bearer ${token} ${token}`,
  `Bearer ${token},`,
  `Bearer ${token}, Bearer ${token}`,
  `Bearer ${token} `,
  `Bearer\t${token}`,
  `Bearer \t${token}`,
  `Bearer ${token}\u0000`,
  `Bearer ${token}\u007f`,
  `Bearer ${token}\r\nX: y`,
]

for (const value of malformed) {
  test(`${JSON.stringify(value.replaceAll(token, 'TOKEN'))} is a malformed request, also where optional (checklist 31, 33)`, async () => {
    for (const optional of [false, true]) {
      await assertRefused(
        () => verifier.authenticate({ headers: { authorization: value } }, { optional }),
        'malformed_request',
      )
    }
  })
}

const absent: readonly (readonly [string, RequestHeaders])[] = [
  ['no header', {}],
  ['no header in Headers', new Headers()],
  ['no header in a list', []],
  ['an undefined header', { authorization: undefined }],
  ['an empty header', { authorization: '' }],
  ['another scheme', { authorization: 'Basic abc' }],
  ['a scheme that only begins with Bearer', { authorization: `Bearerx ${token}` }],
  ['a scheme of DPoP', { authorization: `DPoP ${token}` }],
  ['a scheme with a dotless i', { authorization: `Bear\u0131r ${token}` }],
  ['a token without a scheme', { authorization: token }],
  [
    'a token in a header of another name',
    { 'x-authorization': `Bearer ${token}`, authorizatio: `Bearer ${token}` },
  ],
  // As long as the word authorization.
  ['a token in a header of the same length', { 'if-none-match': `Bearer ${token}` }],
  ['a token in a cookie', { cookie: `access_token=${token}` }],
  ['an empty list of values', { authorization: [] }],
  ['a header name without a value', ['authorization']],
]

for (const [what, headers] of absent) {
  test(`${what} is no token: 401, or nobody where optional (checklist 32)`, async () => {
    await assertRefused(() => verifier.authenticate({ headers }), 'missing_token')
    assert.deepEqual(await verifier.authenticate({ headers }, { optional: true }), {
      auth: undefined,
      responseHeaders: {},
    })
  })
}

test('only true makes a token optional (checklist 32)', async () => {
  for (const optional of ['true', 1, {}, null, undefined, false]) {
    const options = { optional } as { optional: boolean }
    await assertRefused(() => verifier.authenticate({ headers: {} }, options), 'missing_token')
  }
})

test('a token in the address or the body is not looked at (checklist 37)', async () => {
  const request = {
    method: 'POST',
    url: `/?access_token=${token}`,
    headers: {},
    body: `access_token=${token}`,
  }
  await assertRefused(() => verifier.authenticate(request), 'missing_token')
})

const bad: readonly (readonly [string, string, AuthErrorCode])[] = [
  ['an opaque token', 'abcdef', 'opaque_token'],
  ['a token of two parts', 'a.b', 'malformed_token'],
  ['a token of four parts', 'a.b.c.d', 'malformed_token'],
  ['an encrypted token', 'a.b.c.d.e', 'encrypted_token'],
  ['a token of six parts', 'a.b.c.d.e.f', 'malformed_token'],
  ['a token that is too large', 'x'.repeat(8193), 'token_too_large'],
  ['an expired token', buildToken({ claims: { exp: 1, iat: 0 } }), 'token_expired'],
]

for (const [what, value, code] of bad) {
  test(`${what} is refused, also where a token is optional (checklist 1, 7, 13)`, async () => {
    for (const optional of [false, true]) {
      await assertRefused(
        () => verifier.authenticate({ headers: { authorization: `Bearer ${value}` } }, { optional }),
        code,
      )
    }
  })
}

/** Not what `Headers` gives, but some that look like it. */
const withListsOf = (...values: string[]): RequestHeaders => ({
  get: (name) => (name === 'authorization' ? values : null) as unknown as string | null,
})

test('sees each value where the get of some headers gives a list', async () => {
  const { auth } = await verifier.authenticate({ headers: withListsOf(`Bearer ${token}`) })
  assert.equal(auth.subject, 'user-1')
  const headers = withListsOf(`Bearer ${token}`, 'Basic x')
  await assertRefused(() => verifier.authenticate({ headers }), 'multiple_tokens')
})
