import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type AuthErrorCode, type AuthRequest, type RequestHeaders } from 'tokenstile'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const token = buildToken()
const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }
const verifier = createVerifier(issuerOptions(), { now, cookie })

const subjectOf = async (request: AuthRequest): Promise<string | undefined> =>
  (await verifier.authenticate(request)).auth.subject

test('finds the cookie in headers of every shape', async () => {
  const value = `a=b; __Host-token=${token}`
  const shapes: readonly RequestHeaders[] = [
    { cookie: value },
    { Cookie: ['a=b', `__Host-token=${token}`] },
    new Headers({ cookie: value }),
    [
      ['cookie', 'a=b'],
      ['Cookie', `__Host-token=${token}`],
    ],
    ['Cookie', value],
  ]
  for (const headers of shapes) assert.equal(await subjectOf({ method: 'GET', headers }), 'user-1')
})

test('treats a method that is absent or spelled otherwise as one that changes something', async () => {
  const headers = { cookie: `__Host-token=${token}` }
  await assertRefused(() => subjectOf({ headers }), 'csrf_rejected')
  for (const method of ['get', 'Get', 'GET ', 'TRACE', 'QUERY', 'PROPFIND', '', 'POST']) {
    await assertRefused(() => subjectOf({ method, headers }), 'csrf_rejected')
  }
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    assert.equal(await subjectOf({ method, headers }), 'user-1')
})

const REFUSED: readonly (readonly [what: string, headers: unknown, code: AuthErrorCode])[] = [
  [
    'two headers with one each',
    { cookie: [`__Host-token=${token}`, `__Host-token=${token}`] },
    'multiple_tokens',
  ],
  ['two of different values', { cookie: `__Host-token=${token}; __Host-token=` }, 'multiple_tokens'],
  ['a header that is no text', { cookie: 5 }, 'malformed_request'],
  ['a list with something that is no text', { cookie: ['a=b', {}] }, 'malformed_request'],
  ['a name alone', { cookie: '__Host-token' }, 'missing_token'],
  ['a value alone', { cookie: `=${token}` }, 'missing_token'],
  ['an equals sign too many', { cookie: `__Host-token==${token}` }, 'malformed_token'],
  ['a quoted name', { cookie: `"__Host-token"=${token}` }, 'missing_token'],
  ['an encoded name', { cookie: `__Host%2Dtoken=${token}` }, 'missing_token'],
  ['the name of another prefix', { cookie: `__Host-__Host-token=${token}` }, 'missing_token'],
  ['a name with a feed before it', { cookie: `\f__Host-token=${token}` }, 'missing_token'],
  ['a name with a byte order mark', { cookie: `\ufeff__Host-token=${token}` }, 'missing_token'],
  ['headers of two cookies joined by a comma', { cookie: `a=b, __Host-token=${token}` }, 'missing_token'],
]

for (const [what, headers, code] of REFUSED) {
  test(`refuses ${what} with ${code}`, async () => {
    await assertRefused(() => subjectOf({ method: 'GET', headers: headers as RequestHeaders }), code)
  })
}

test('takes an unprefixed cookie only where that was said', async () => {
  const settings = { now, cookie: { ...cookie, name: 'token', dangerouslyUnprefixedCookie: true } }
  const lax = createVerifier(issuerOptions(), settings)
  const { auth } = await lax.authenticate({ method: 'GET', headers: { cookie: `token=${token}` } })
  assert.equal(auth.subject, 'user-1')
})

test('reads a megabyte of hostile cookies in linear time', async () => {
  const hostile = [';'.repeat(1e6), 'a'.repeat(1e6), ' '.repeat(1e6), '='.repeat(1e6), `${';'.repeat(1e6)}=`]
  // A quadratic reading takes hours for these.
  for (const cookies of hostile) assert.ok((await cpuOf(cookies)) < 2_000_000)
})

async function cpuOf(cookies: string): Promise<number> {
  const before = process.cpuUsage()
  await assertRefused(() => subjectOf({ method: 'GET', headers: { cookie: cookies } }), 'missing_token')
  const { user, system } = process.cpuUsage(before)
  return user + system
}
