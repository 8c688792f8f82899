import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type AuthErrorCode, type AuthRequest } from 'tokenstile'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const token = buildToken()
const verifier = createVerifier(issuerOptions(), { now })

type Row = readonly [name: string, headers: unknown, code: AuthErrorCode]

/** What stands in a request and is no single, well-formed bearer token. RFC 6750 §2 and §3.1. */
const REFUSED: readonly Row[] = [
  ['no header', {}, 'missing_token'],
  ['another scheme', { authorization: `Basic ${token}` }, 'missing_token'],
  ['the scheme of DPoP', { authorization: `DPoP ${token}` }, 'missing_token'],
  ['a scheme that begins as Bearer does', { authorization: `BearerX ${token}` }, 'missing_token'],
  [
    'a scheme with another letter that folds to its own',
    { authorization: `Bea\u0280er ${token}` },
    'missing_token',
  ],
  ['the token alone', { authorization: token }, 'missing_token'],
  ['an empty header', { authorization: '' }, 'missing_token'],
  ['a space before the scheme', { authorization: ` Bearer ${token}` }, 'missing_token'],
  ['the scheme alone', { authorization: 'Bearer' }, 'malformed_request'],
  ['the scheme and a space', { authorization: 'Bearer ' }, 'malformed_request'],
  ['the scheme and 100,000 spaces', { authorization: `Bearer${' '.repeat(100_000)}` }, 'malformed_request'],
  ['a tab for the space', { authorization: `Bearer\t${token}` }, 'malformed_request'],
  ['two tokens with a space', { authorization: `Bearer ${token} ${token}` }, 'malformed_request'],
  ['two tokens with a comma', { authorization: `Bearer ${token},${token}` }, 'malformed_request'],
  [
    'two credentials with a comma',
    { authorization: `Bearer ${token}, Bearer ${token}` },
    'malformed_request',
  ],
  ['a space behind the token', { authorization: `Bearer ${token} ` }, 'malformed_request'],
  ['a line break behind the token', { authorization: `Bearer ${token}\r\n` }, 'malformed_request'],
  ['a null character in the token', { authorization: `Bearer \0${token}` }, 'malformed_request'],
  ['the scheme twice', { authorization: `Bearer Bearer ${token}` }, 'malformed_request'],
  ['two headers in a list', { authorization: [`Bearer ${token}`, `Bearer ${token}`] }, 'multiple_tokens'],
  [
    'two headers of different case',
    { authorization: `Bearer ${token}`, Authorization: `Bearer ${token}` },
    'multiple_tokens',
  ],
  [
    'two headers as pairs',
    [
      ['authorization', `Bearer ${token}`],
      ['Authorization', `Bearer ${token}`],
    ],
    'multiple_tokens',
  ],
  [
    'two headers in a flat list',
    ['Authorization', `Bearer ${token}`, 'AUTHORIZATION', 'Basic x'],
    'multiple_tokens',
  ],
  [
    'two headers in Headers',
    new Headers([
      ['authorization', `Bearer ${token}`],
      ['authorization', 'Bearer x'],
    ]),
    'malformed_request',
  ],
  ['a quoted token', { authorization: `Bearer "${token}"` }, 'malformed_token'],
  ['a no-break space in the token', { authorization: `Bearer \u00a0${token}` }, 'malformed_token'],
  ['a parameter instead of a token', { authorization: 'Bearer realm="x"' }, 'opaque_token'],
]

for (const [name, headers, code] of REFUSED) {
  test(`refuses a request with ${name} (checklist 30, 31)`, async () => {
    const request = { headers } as AuthRequest
    await assertRefused(() => verifier.authenticate(request), code)
    // Where a token is optional, its absence alone passes.
    if (code === 'missing_token')
      assert.equal((await verifier.authenticate(request, { optional: true })).auth, undefined)
    else await assertRefused(() => verifier.authenticate(request, { optional: true }), code)
  })
}

test('takes no token from an address, a cookie or another header (checklist 31, 37)', async () => {
  const elsewhere: readonly AuthRequest[] = [
    { url: `/?access_token=${token}`, headers: {} },
    { url: `/#access_token=${token}`, headers: {} },
    { headers: { cookie: `access_token=${token}; app_access_token=${token}` } },
    {
      headers: {
        'x-access-token': token,
        'proxy-authorization': `Bearer ${token}`,
        'x-forwarded-authorization': `Bearer ${token}`,
      },
    },
    { headers: { 'x-authgear-session-valid': 'true', 'x-authgear-user-id': 'admin' } },
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `access_token=${token}`,
    } as AuthRequest,
    { headers: Object.create({ authorization: `Bearer ${token}` }) },
  ]
  for (const request of elsewhere) await assertRefused(() => verifier.authenticate(request), 'missing_token')
})

test('finds a token whatever the case of the scheme and the shape of the headers (checklist 30)', async () => {
  const value = `Bearer ${token}`
  const shapes: readonly unknown[] = [
    { authorization: value },
    { Authorization: value },
    { AUTHORIZATION: [value] },
    new Headers({ authorization: value }),
    [
      ['x', 'y'],
      ['Authorization', value],
    ],
    ['x', 'y', 'Authorization', value],
    { authorization: `bearer ${token}` },
    { authorization: `BEARER   ${token}` },
  ]
  for (const headers of shapes) {
    const { auth } = await verifier.authenticate({ headers } as AuthRequest)
    assert.equal(auth?.subject, 'user-1')
  }
})
