import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, ConfigError, createVerifier, type AuthErrorCode } from 'tokenstile'
import { authenticateHeaders, type HeadersOptions } from 'tokenstile/next'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const ORIGIN = 'https://app.example'
const cookie = { name: '__Host-token', allowedOrigins: [ORIGIN] }
const verifier = createVerifier(issuerOptions(), { now, cookie })
const token = buildToken()
const inCookie = { cookie: `__Host-token=${token}` }

async function subjectOf(headers: Record<string, string>, options: HeadersOptions = {}): Promise<unknown> {
  const auth = await authenticateHeaders(verifier, () => new Headers(headers), options)()
  return auth?.subject
}

async function assertRefused(code: AuthErrorCode, headers: Record<string, string>): Promise<void> {
  for (const optional of [false, true]) {
    await assert.rejects(
      subjectOf(headers, { optional }),
      (error) => AuthError.is(error) && error.code === code,
    )
  }
}

test('reads the headers of each request anew, whether they come at once or later', async () => {
  let current = new Headers({ authorization: `Bearer ${token}` })
  for (const headers of [() => current, async () => current]) {
    const currentAuth = authenticateHeaders(verifier, headers)
    current = new Headers({ authorization: `Bearer ${token}` })
    assert.equal((await currentAuth()).subject, 'user-1')
    current = new Headers()
    await assert.rejects(currentAuth(), (error) => AuthError.is(error) && error.code === 'missing_token')
  }
})

test('knows nobody only where that is optional, and refuses a bad token all the same', async () => {
  assert.equal(await subjectOf({}, { optional: true }), undefined)
  await assertRefused('opaque_token', { authorization: 'Bearer abc' })
  await assertRefused('malformed_request', { authorization: 'Bearer' })
})

test('takes the cookie of a page view without asking where it comes from', async () => {
  assert.equal(
    await subjectOf({ ...inCookie, 'sec-fetch-site': 'cross-site', accept: 'text/html' }),
    'user-1',
  )
})

const SIGNS: readonly (readonly [name: string, value: string])[] = [
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['origin', ''],
  ['content-type', 'text/plain'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', ''],
  ['next-action', '0123'],
]

for (const [name, value] of SIGNS) {
  test(`takes no cookie with ${name}: ${value || '(empty)'}, unless the origin is an allowed one`, async () => {
    await assertRefused('csrf_rejected', { ...inCookie, [name]: value })
    assert.equal(await subjectOf({ ...inCookie, [name]: value, origin: ORIGIN }), 'user-1')
    const headers = { authorization: `Bearer ${token}`, [name]: value }
    assert.equal(await subjectOf(headers), 'user-1')
  })
}

test('throws what onRefused throws, and the refusal where it throws nothing', async () => {
  const seen: unknown[] = []
  const onRefused = async (error: AuthError): Promise<void> => {
    seen.push(error.code)
    if (error.code === 'missing_token') throw new RangeError('redirect')
  }
  await assert.rejects(subjectOf({}, { onRefused }), RangeError)
  await assert.rejects(subjectOf({ authorization: 'Bearer abc' }, { onRefused }), (error) =>
    AuthError.is(error),
  )
  assert.deepEqual(seen, ['missing_token', 'opaque_token'])
})

test('passes on a fault, and does not tell onRefused of it', async () => {
  const options = { onRefused: () => assert.fail('was told') }
  const broken = createVerifier(issuerOptions({ toUser: boom }), { now })
  await assert.rejects(authenticateHeaders(broken, goodHeaders, options)(), RangeError)
  // As Next.js does where headers are asked for outside of a request.
  await assert.rejects(authenticateHeaders(verifier, boom, options)(), RangeError)
})

test('refuses wrong options at start', () => {
  const wrong: readonly (() => unknown)[] = [
    () => authenticateHeaders(verifier, goodHeaders, { optinal: true } as object),
    () => authenticateHeaders(verifier, goodHeaders, { onRefused: 'redirect' as unknown as () => void }),
    () => authenticateHeaders(verifier, goodHeaders() as unknown as () => Headers),
    () => authenticateHeaders({} as typeof verifier, goodHeaders),
  ]
  for (const start of wrong) assert.throws(start, ConfigError)
})

function goodHeaders(): Headers {
  return new Headers({ authorization: `Bearer ${token}` })
}

function boom(): never {
  throw new RangeError('boom')
}
