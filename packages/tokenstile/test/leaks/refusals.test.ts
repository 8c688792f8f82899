import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthError,
  createVerifier,
  ERRORS,
  requireAccess,
  type AuthErrorCode,
  type IssuerOptions,
  type Requirement,
  type VerifierEvent,
  type VerifierSettings,
} from 'tokenstile'
import { engine } from '#crypto'
import { createKey, testKey } from '../support/keys.ts'
import { assertSilent, assertSilentEvent, SECRET, secret } from '../support/leak-detector.ts'
import { buildToken, issuerOptions, NOW, now, type TokenChanges } from '../support/tokens.ts'

/** Names that no build of the library gives as a refusal yet. */
const NOT_YET: readonly AuthErrorCode[] = [
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'reauthentication_impossible',
  'csrf_rejected',
]

/** A good token that is made of secrets wherever a good token may be. */
const header = { 'x-note': secret('header'), jku: `https://${SECRET}.example` }
const claims = {
  sub: secret('sub'),
  client_id: secret('client'),
  jti: secret('jti'),
  scope: secret('scope'),
  roles: [secret('role')],
  email: secret('email'),
  [secret('name')]: { [secret('deep')]: [secret('item')] },
}
const good: TokenChanges = { header, claims }
const change = (changes: TokenChanges): TokenChanges => ({
  ...changes,
  header: { ...header, ...changes.header },
  claims: { ...claims, ...changes.claims },
})

interface Row {
  readonly code: AuthErrorCode
  readonly token?: string
  readonly changes?: TokenChanges
  readonly options?: Partial<IssuerOptions>
  readonly settings?: VerifierSettings
}

const ofClaim = (
  code: AuthErrorCode,
  changed: Record<string, unknown>,
  options?: Partial<IssuerOptions>,
): Row => ({
  code,
  changes: { claims: changed },
  ...(options !== undefined && { options }),
})
const fail = (): never => {
  throw new Error(secret('thrown'))
}
const key = testKey()
const noVerify = { ...key.jwk, key_ops: ['encrypt'] }
const rejects = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: () => ({ issues: [{ message: secret('issue'), path: ['email'] }] }),
  },
}

const rows: readonly Row[] = [
  { code: 'missing_token', token: '' },
  { code: 'opaque_token', token: `${SECRET}opaque` },
  { code: 'opaque_token', token: `Bearer ${SECRET}opaque` },
  { code: 'encrypted_token', token: `${SECRET}.a.b.c.d` },
  { code: 'token_too_large', token: SECRET.repeat(2000) },
  { code: 'malformed_token', token: `${SECRET}.${SECRET}.${SECRET}` },
  { code: 'malformed_token', changes: { rawClaims: `{"a":"${SECRET}","a":1}` } },
  { code: 'malformed_token', changes: { rawHeader: `["${SECRET}"]` } },
  { code: 'algorithm_not_allowed', changes: { header: { alg: secret('alg') } } },
  { code: 'algorithm_not_allowed', changes: { header: { alg: [secret('alg')] } } },
  { code: 'wrong_type', changes: { header: { typ: secret('typ') } } },
  { code: 'unsupported_crit', changes: { header: { crit: [secret('crit')] } } },
  ofClaim('untrusted_issuer', { iss: `https://${SECRET}.example` }),
  ofClaim('wrong_audience', { aud: [secret('aud')] }),
  ofClaim('token_expired', { exp: NOW - 4242, iat: NOW - 5000 }),
  ofClaim('token_not_yet_valid', { nbf: NOW + 4242 }),
  ofClaim('token_too_old', { iat: NOW - 4242 }, { maxTokenAgeSeconds: 60 }),
  ofClaim('missing_claim', { jti: undefined }),
  ...['iss', 'aud', 'exp', 'nbf', 'iat', 'sub', 'jti', 'client_id', 'auth_time', 'scope', 'roles', 'cnf'].map(
    (claim) => ofClaim('invalid_claim', { [claim]: { [secret('member')]: secret('value') } }),
  ),
  { code: 'invalid_claim', options: { claims: rejects } },
  ofClaim('client_not_allowed', {}, { clientIds: ['app'] }),
  ofClaim('wrong_type', { use: secret('kind') }, { kind: { claim: 'use', value: 'access' } }),
  { code: 'unknown_key', changes: { header: { kid: secret('kid') } } },
  { code: 'unusable_key', options: { keys: { jwks: { keys: [noVerify, createKey('ES256').jwk] } } } },
  { code: 'bad_signature', changes: { key: { ...createKey('RS256'), kid: key.kid } } },
  { code: 'token_revoked', settings: { revocation: { isRevoked: () => true, epoch: () => 1 } } },
  ofClaim('dpop_required', { cnf: { jkt: secret('jkt') } }),
  ofClaim('certificate_mismatch', { cnf: { 'x5t#S256': secret('x5t') } }),
  { code: 'keys_unavailable', options: { keys: { find: fail } } },
  {
    code: 'keys_unavailable',
    options: { keys: { find: () => Promise.reject(new Error(secret('rejected'))) } },
  },
  { code: 'revocation_unavailable', settings: { revocation: { isRevoked: fail, epoch: () => 1 } } },
]

const seen = new Set<AuthErrorCode>()

for (const [index, { code, token, changes = {}, options, settings }] of rows.entries()) {
  test(`refusal ${index + 1}, ${code}, shows no token, key or value of a claim (checklist 60)`, async () => {
    const events: VerifierEvent[] = []
    const verifier = createVerifier(issuerOptions(options), {
      now,
      onEvent: (event) => events.push(event),
      ...settings,
    })
    const text = token ?? buildToken(change(changes))
    const asks = [
      () => verifier.verify(text),
      ...(engine.synchronous ? [async () => verifier.verifySync(text)] : []),
      () => verifier.authenticate({ headers: text === '' ? {} : { authorization: `Bearer ${text}` } }),
    ]
    for (const ask of asks) {
      const error = await ask().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      assertSilent(error, text)
      if (
        AuthError.is(error) &&
        error.code !== 'malformed_request' &&
        error.details.reason !== 'would_have_to_wait'
      )
        assert.equal(error.code, code)
    }
    assert.ok(events.length >= asks.length)
    for (const event of events) assertSilentEvent(event, text)
    seen.add(code)
  })
}

const demands: readonly (readonly [AuthErrorCode, Requirement])[] = [
  ['user_required', { user: true }],
  ['registered_user_required', { registeredUser: true }],
  ['user_not_verified', { verifiedUser: true }],
  ['insufficient_scope', { scopes: ['read'] }],
  ['insufficient_role', { anyRole: ['admin'] }],
  ['reauthentication_required', { maxAuthAgeSeconds: 5 }],
  ['reauthentication_required', { acr: ['mfa'] }],
  ['reauthentication_required', { amr: ['otp'] }],
  ['forbidden', { check: () => false }],
]
for (const [code, requirement] of demands) {
  test(`the refusal of a route, ${code} by ${Object.keys(requirement)[0]}, shows nothing of the caller (checklist 60)`, async () => {
    const user = { isAnonymous: code === 'registered_user_required', name: secret('user') }
    const toUser = () => (code === 'user_required' ? undefined : user)
    const text = buildToken(
      change({ claims: { acr: secret('acr'), amr: [secret('amr')], auth_time: NOW - 4242 } }),
    )
    const auth = await createVerifier(issuerOptions({ toUser }), { now }).verify(text)
    assert.throws(
      () => requireAccess(auth, requirement as Requirement<typeof auth>, { now }),
      (error) => (assertSilent(error, text), AuthError.is(error) && error.code === code),
    )
    seen.add(code)
  })
}

for (const [code, authorization] of [
  ['malformed_request', `Bearer ${SECRET} ${SECRET}`],
  ['multiple_tokens', [`Bearer ${SECRET}`, `Bearer ${SECRET}`]],
] as const) {
  test(`the refusal of a request, ${code}, shows nothing of its header (checklist 60)`, async () => {
    const events: VerifierEvent[] = []
    const verifier = createVerifier(issuerOptions(), { onEvent: (event) => events.push(event) })
    await assert.rejects(
      verifier.authenticate({ headers: { authorization } }),
      (error) => (assertSilent(error), AuthError.is(error) && error.code === code),
    )
    for (const event of events) assertSilentEvent(event)
    seen.add(code)
  })
}

test('these tests have seen every refusal that there is (checklist 60)', () => {
  assert.deepEqual([...seen, ...NOT_YET].toSorted(), Object.keys(ERRORS).toSorted())
})

test('the detector finds what it looks for', async () => {
  const text = buildToken(good)
  const { auth } = await createVerifier(issuerOptions(), { now }).authenticate({
    headers: { authorization: `Bearer ${text}` },
  })
  assert.throws(
    () => assertSilent(new AuthError('forbidden', { hint: String(auth.subject) })),
    /shows a value/,
  )
  assert.throws(
    () => assertSilent(new AuthError('forbidden', { hint: text.slice(-30) }), text),
    /part of the token/,
  )
})
