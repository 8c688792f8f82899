import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthError,
  ERRORS,
  toResponse,
  type AnswerOptions,
  type AuthErrorCode,
  type ErrorDetails,
} from 'tokenstile'

const INVALID = [401, 'invalid_token', 'the access token is invalid'] as const
const EXPIRED = [401, 'invalid_token', 'the access token expired'] as const

/** What a client gets for each code: status, the challenge's error (null: no challenge at all), the text. */
const TABLE: Readonly<Record<AuthErrorCode, readonly [number, string | null, string]>> = {
  missing_token: [401, '', 'an access token is required'],
  multiple_tokens: [400, 'invalid_request', 'the request has more than one access token'],
  malformed_request: [400, 'invalid_request', 'the Authorization header is malformed'],
  malformed_token: INVALID,
  token_too_large: INVALID,
  opaque_token: INVALID,
  encrypted_token: INVALID,
  algorithm_not_allowed: INVALID,
  wrong_type: INVALID,
  unsupported_crit: INVALID,
  untrusted_issuer: INVALID,
  wrong_audience: INVALID,
  token_expired: EXPIRED,
  token_not_yet_valid: INVALID,
  token_too_old: EXPIRED,
  missing_claim: INVALID,
  invalid_claim: INVALID,
  client_not_allowed: INVALID,
  unknown_key: INVALID,
  unusable_key: INVALID,
  bad_signature: INVALID,
  token_revoked: INVALID,
  dpop_required: INVALID,
  certificate_mismatch: INVALID,
  invalid_dpop_proof: [401, 'invalid_dpop_proof', 'the DPoP proof is invalid'],
  use_dpop_nonce: [401, 'use_dpop_nonce', 'a DPoP proof with a nonce is required'],
  reauthentication_required: [
    401,
    'insufficient_user_authentication',
    'a more recent or stronger login is required',
  ],
  insufficient_scope: [403, 'insufficient_scope', 'the access token lacks a scope'],
  insufficient_role: [403, null, 'the user lacks a role'],
  user_required: [403, null, 'only a user may do this, not a machine'],
  registered_user_required: [403, null, 'only a registered user may do this'],
  user_not_verified: [403, null, 'only a verified user may do this'],
  reauthentication_impossible: [403, null, 'the user has no way to log in again'],
  forbidden: [403, null, 'this is not allowed'],
  csrf_rejected: [403, null, 'the request did not come from an allowed origin'],
  keys_unavailable: [503, null, 'try again later'],
  revocation_unavailable: [503, null, 'try again later'],
}

const DPOP = ['invalid_dpop_proof', 'use_dpop_nonce']

for (const [name, [status, challenge, text]] of Object.entries(TABLE)) {
  test(`answers ${name} with ${status} and its own challenge and body (checklist 21, 32, 33)`, () => {
    const code = name as AuthErrorCode
    const scheme = DPOP.includes(code) ? 'DPoP' : 'Bearer'
    const withError = `${scheme} error="${challenge}", error_description="${text}"`
    assert.deepEqual(toResponse(new AuthError(code)), {
      status,
      headers: {
        'Cache-Control': 'no-store',
        'Content-Type': 'application/json; charset=utf-8',
        ...(status === 503 && { 'Retry-After': '1' }),
        ...(challenge !== null && { 'WWW-Authenticate': challenge === '' ? 'Bearer' : withError }),
      },
      body: `{"error":"${challenge || code}","error_description":"${text}"}`,
    })
  })
}

test('the table of answers holds every code there is', () => {
  assert.deepEqual(Object.keys(TABLE).toSorted(), Object.keys(ERRORS).toSorted())
})

const resourceMetadata = 'https://api.example/.well-known/oauth-protected-resource'
type Row = readonly [
  what: string,
  code: AuthErrorCode,
  details: ErrorDetails,
  options: AnswerOptions,
  challenge: string,
]
const challenges: readonly Row[] = [
  ['a realm', 'missing_token', {}, { realm: 'orders' }, 'Bearer realm="orders"'],
  [
    'a realm and the address of the metadata',
    'missing_token',
    {},
    { realm: 'orders', resourceMetadata },
    `Bearer realm="orders", resource_metadata="${resourceMetadata}"`,
  ],
  [
    'the address of the metadata alone',
    'missing_token',
    {},
    { resourceMetadata },
    `Bearer resource_metadata="${resourceMetadata}"`,
  ],
  ['an empty realm', 'missing_token', {}, { realm: '' }, 'Bearer realm=""'],
  [
    'the scopes to ask for, where there is no token',
    'missing_token',
    {},
    { realm: 'orders', scopes: ['read', 'write'], resourceMetadata },
    `Bearer realm="orders", scope="read write", resource_metadata="${resourceMetadata}"`,
  ],
  [
    'the scopes to ask for, where the token is bad',
    'token_expired',
    {},
    { scopes: ['read'] },
    'Bearer error="invalid_token", error_description="the access token expired", scope="read"',
  ],
  [
    'the scopes that are lacking and no other',
    'insufficient_scope',
    { scopes: ['write'] },
    { scopes: ['read'] },
    'Bearer error="insufficient_scope", error_description="the access token lacks a scope", scope="write"',
  ],
  [
    'no scopes to ask for where the request is malformed',
    'malformed_request',
    {},
    { scopes: ['read'] },
    'Bearer error="invalid_request", error_description="the Authorization header is malformed"',
  ],
  [
    'a realm before the error',
    'token_expired',
    {},
    { realm: 'orders', resourceMetadata },
    `Bearer realm="orders", error="invalid_token", error_description="the access token expired", resource_metadata="${resourceMetadata}"`,
  ],
  [
    'the scopes that are lacking',
    'insufficient_scope',
    { scopes: ['read', 'write'] },
    {},
    'Bearer error="insufficient_scope", error_description="the access token lacks a scope", scope="read write"',
  ],
  [
    'the greatest age of the login',
    'reauthentication_required',
    { maxAgeSeconds: 300 },
    {},
    'Bearer error="insufficient_user_authentication", error_description="a more recent or stronger login is required", max_age="300"',
  ],
  [
    'an age of nothing',
    'reauthentication_required',
    { maxAgeSeconds: 0 },
    {},
    'Bearer error="insufficient_user_authentication", error_description="a more recent or stronger login is required", max_age="0"',
  ],
  [
    'the classes of login that would do',
    'reauthentication_required',
    { acrValues: ['mfa', 'phr'] },
    {},
    'Bearer error="insufficient_user_authentication", error_description="a more recent or stronger login is required", acr_values="mfa phr"',
  ],
]

for (const [what, code, details, options, challenge] of challenges) {
  test(`the challenge carries ${what} (checklist 34, 55, 57)`, () => {
    const { headers } = toResponse(new AuthError(code, details), options)
    assert.equal(headers['WWW-Authenticate'], challenge)
  })
}

for (const code of ['insufficient_role', 'keys_unavailable', 'forbidden'] as const) {
  test(`${code} has no challenge, whatever the route's options (checklist 33)`, () => {
    const { headers } = toResponse(new AuthError(code), {
      realm: 'orders',
      resourceMetadata,
      scopes: ['read'],
    })
    assert.equal(headers['WWW-Authenticate'], undefined)
  })
}

for (const [given, sent] of [
  [undefined, '1'],
  [0, '1'],
  [-5, '1'],
  [0.2, '1'],
  [7.1, '8'],
  [30, '30'],
] as const) {
  test(`a 503 says when to try again: ${given ?? 'nothing given'} becomes ${sent} (checklist 59)`, () => {
    const error = new AuthError('keys_unavailable', given === undefined ? {} : { retryAfterSeconds: given })
    assert.equal(toResponse(error).headers['Retry-After'], sent)
  })
}

test('the texts of the answers hold only what a challenge may carry (checklist 34)', () => {
  for (const { description, challenge } of Object.values(ERRORS)) {
    assert.match(description, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
    assert.match(challenge ?? 'none', /^[a-z_]+$/)
  }
})

test('the texts for operators are in lower case and end without a full stop', () => {
  for (const { message, hint } of Object.values(ERRORS)) {
    for (const text of [message, hint]) assert.match(text, /^[a-z'].*[^.]$/s)
  }
})

for (const fault of [new Error('a fault'), undefined, null, 'text', { code: 'missing_token', status: 401 }]) {
  test(`toResponse throws on what is no refusal: ${String(fault)} (checklist 60)`, () => {
    assert.throws(
      () => toResponse(fault),
      (thrown) => thrown === fault,
    )
  })
}
