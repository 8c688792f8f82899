import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type AuthErrorCode, type IdTokenOptions, type VerifierEvent } from 'tokenstile'
import { createVerifierOn, ENGINES } from './support/both-engines.ts'
import { testKey } from './support/keys.ts'
import { publishedKeys } from './support/published-keys.ts'
import { assertConfigError, assertRefused } from './support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW, now, type TokenChanges } from './support/tokens.ts'

const clientIds = ['client-1', 'client-2']

/** An ID token as Authgear issues it, unless changed. */
const idToken = ({ claims, header, ...changes }: TokenChanges = {}): string =>
  buildToken({
    ...changes,
    header: { typ: 'JWT', ...header },
    claims: {
      aud: ['client-1'],
      client_id: undefined,
      jti: undefined,
      scope: undefined,
      auth_time: NOW - 120,
      nonce: 'n-1',
      sid: 's-1',
      exp: NOW + 240,
      ...claims,
    },
  })

for (const engine of ENGINES) {
  const on = `on the ${engine.synchronous ? 'node' : 'web'} engine`
  const verify = (token: string, options = {}) =>
    createVerifierOn(engine, issuerOptions(options), { now }).verifyIdToken(token, { clientIds })

  test(`gives what an ID token says of a login ${on}`, async () => {
    const { claims, header, ...said } = await verify(idToken())
    assert.deepEqual(said, {
      issuer: ISSUER,
      subject: 'user-1',
      authTime: NOW - 120,
      issuedAt: NOW - 60,
      expiresAt: NOW + 240,
    })
    assert.equal(claims['sid'], 's-1')
    assert.equal(header.typ, 'JWT')
  })

  test(`takes an ID token without typ, for several clients, without auth_time ${on}`, async () => {
    await verify(idToken({ header: { typ: undefined } }))
    await verify(idToken({ claims: { aud: 'client-2' } }))
    await verify(idToken({ claims: { aud: ['client-2', 'https://other.example'], azp: 'client-2' } }))
    assert.equal((await verify(idToken({ claims: { auth_time: undefined } }))).authTime, undefined)
  })

  const REFUSED: readonly [what: string, code: AuthErrorCode, token: string, options?: object][] = [
    ['an access token by its typ', 'wrong_type', buildToken()],
    ['a logout token', 'wrong_type', idToken({ claims: { events: {} } })],
    ['a token for another client', 'wrong_audience', idToken({ claims: { aud: ['client-3'] } })],
    ['a token without aud', 'missing_claim', idToken({ claims: { aud: undefined } })],
    ['several audiences without azp', 'missing_claim', idToken({ claims: { aud: ['client-1', 'x'] } })],
    ['an azp that is not ours', 'client_not_allowed', idToken({ claims: { azp: 'client-3' } })],
    ['an azp of a wrong type', 'invalid_claim', idToken({ claims: { azp: ['client-1'] } })],
    ['an expired token', 'token_expired', idToken({ claims: { exp: NOW - 61 } })],
    ['a token without exp', 'missing_claim', idToken({ claims: { exp: undefined } })],
    ['a token without iat', 'missing_claim', idToken({ claims: { iat: undefined } })],
    ['a token without sub', 'missing_claim', idToken({ claims: { sub: undefined } })],
    ['an auth_time of a wrong type', 'invalid_claim', idToken({ claims: { auth_time: '1' } })],
    ['another issuer', 'untrusted_issuer', idToken({ claims: { iss: 'https://other.example' } })],
    ['another key', 'bad_signature', idToken({ key: { ...testKey('RS256', 'forged'), kid: testKey().kid } })],
    ['an unknown key', 'unknown_key', idToken({ key: testKey('RS256', 'forged') })],
    ['no signature', 'algorithm_not_allowed', idToken({ header: { alg: 'none' } })],
    ['what is no token', 'opaque_token', 'opaque'],
    ['no token', 'missing_token', ''],
    [
      'the mark of an access token',
      'wrong_type',
      idToken({ claims: { token_use: 'access' } }),
      { types: null, kind: { claim: 'token_use', value: 'access' } },
    ],
    [
      'a scope, where typ tells nothing',
      'wrong_type',
      idToken({ claims: { scope: 'a' } }),
      { types: ['JWT'] },
    ],
    [
      'an scp, where typ tells nothing',
      'wrong_type',
      idToken({ claims: { scp: ['a'] } }),
      { types: ['JWT'] },
    ],
  ]
  for (const [what, code, token, options] of REFUSED) {
    test(`refuses ${what} as an ID token ${on} (checklist 26)`, async () => {
      await assertRefused(() => verify(token, options), code)
    })
  }
}

test('needs no more of an ID token than the rules for access tokens say of access tokens', async () => {
  const options = issuerOptions({
    maxTokenAgeSeconds: 1,
    maxLifetimeSeconds: 1,
    clientIds: ['none'],
    requiredClaims: ['roles'],
  })
  await createVerifier(options, { now }).verifyIdToken(idToken(), { clientIds })
})

test('shares keys and fetches with access tokens, and tells of a refusal', async () => {
  const pages = publishedKeys([testKey()])
  const events: VerifierEvent[] = []
  const settings = { now, fetch: pages.fetch, onEvent: (event: VerifierEvent) => events.push(event) }
  const verifier = createVerifier(issuerOptions({ keys: {} }), settings)
  await Promise.all([verifier.verifyIdToken(idToken(), { clientIds }), verifier.verify(buildToken())])
  assert.equal(pages.keyFetches(), 1)
  await assertRefused(
    () => verifier.verifyIdToken(idToken({ claims: { exp: 1 } }), { clientIds }),
    'token_expired',
  )
  assert.deepEqual(events.at(-1), { type: 'refused', code: 'token_expired', claim: 'exp', issuer: ISSUER })
})

test('knows the ID tokens of tenants', async () => {
  const options = issuerOptions()
  const verifier = createVerifier((iss) => Promise.resolve(iss === ISSUER ? options : undefined), { now })
  await verifier.verifyIdToken(idToken(), { clientIds })
})

test('takes an ID token for no access token, nor the other way round (checklist 26)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  await assertRefused(() => verifier.verify(idToken()), 'wrong_type')
  await verifier.verifyIdToken(idToken(), { clientIds })
  await assertRefused(() => verifier.verify(idToken()), 'wrong_type')
})

test('refuses to verify an ID token for nobody (checklist 61)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  for (const wrong of [[], 'client-1', [''], [5], undefined, null]) {
    const options = { clientIds: wrong } as unknown as IdTokenOptions
    await assertConfigError(
      () => verifier.verifyIdToken(idToken(), options),
      wrong?.[0] === '' || wrong?.[0] === 5 ? 'options.clientIds[0]' : 'options.clientIds',
    )
  }
  const typo = { clientIds, clientId: 'client-1' } as IdTokenOptions
  await assertConfigError(() => verifier.verifyIdToken(idToken(), typo), 'options.clientId')
})
