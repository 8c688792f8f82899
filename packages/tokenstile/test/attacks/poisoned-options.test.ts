import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { ConfigError, createVerifier, type IssuerOptions, type VerifierSettings } from 'tokenstile'
import { testKey } from '../support/keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { AUDIENCE, buildToken, ISSUER, issuerOptions, NOW, now } from '../support/tokens.ts'

/** Values that switched a check off in another library, silently: CVE-2026-107721, GHSA-3j8v, CVE-2026-35041. */
const POISONED: Readonly<Record<string, readonly unknown[]>> = {
  issuer: [
    undefined,
    null,
    '',
    0,
    [ISSUER],
    /issuer/,
    {},
    '*',
    'issuer.example',
    'http://issuer.example',
    'file:///x',
    `${ISSUER}?x`,
    `${ISSUER}#`,
    'https://u:p@issuer.example',
    () => ISSUER,
  ],
  audience: [undefined, '', 0, false, true, [], [''], [null], [/api/], /api/, {}, () => true, [[AUDIENCE]]],
  algorithms: [
    '',
    [],
    'RS256',
    [''],
    [null],
    [/RS/],
    /RS/,
    ['none'],
    ['RS256', 'none'],
    ['HS256'],
    ['rs256'],
    ['*'],
    ['RS256 '],
    {},
    true,
  ],
  types: ['', 'at+jwt', [], [''], [undefined], [/jwt/], /jwt/, true, {}],
  kind: [
    null,
    'access',
    {},
    { claim: 'use' },
    { claim: '', value: 'x' },
    { claim: 'use', value: undefined },
    { claim: 'use', value: null },
    { claim: 'use', value: /x/ },
    [],
  ],
  requiredClaims: [null, 'exp', [''], [null], {}, true],
  clockToleranceSeconds: [Infinity, -Infinity, NaN, -1, 301, '60', '', null, true, [], [60], {}, 60n],
  maxTokenAgeSeconds: [Infinity, NaN, 0, -1, '300', null, false, []],
  maxLifetimeSeconds: [Infinity, NaN, 0, -1, '300', null, false, []],
  clientIds: [null, [], 'client-1', [''], [/client/], {}, true],
  dangerouslyAllowHttpFor: [null, true, '*', [], ['']],
  toUser: [null, 'sub', {}, true],
  toScopes: [null, 'scope', []],
  toRoles: [null, 'roles', []],
  claims: [
    null,
    {},
    () => true,
    { '~standard': {} },
    { '~standard': { version: 2, validate: () => ({ value: {} }) } },
  ],
}

for (const [name, values] of Object.entries(POISONED)) {
  test(`refuses every value of ${name} that would check less than it says (checklist 4, 16, 17, 29, 61)`, () => {
    for (const value of values) {
      const options = { ...issuerOptions(), [name]: value } as IssuerOptions
      assertNames(name, () => createVerifier(options), value)
    }
  })
}

test('refuses null for the algorithms, which elsewhere says that nothing is checked (checklist 4, 61)', () => {
  const options = { ...issuerOptions(), algorithms: null } as unknown as IssuerOptions
  assertNames('algorithms', () => createVerifier(options), null)
})

const SETTINGS: Readonly<Record<string, readonly unknown[]>> = {
  maxTokenBytes: [0, -1, 1, NaN, Infinity, '8192', null, 8192.5],
  now: [null, 0, NOW, 'now'],
  monotonicNow: [null, 0],
  fetch: [null, {}],
  onEvent: [null, {}],
  cache: [null, true, 0, [], 'off'],
  revocation: [null, {}, () => false, { isRevoked: () => false }, { epoch: () => 0 }],
}

for (const [name, values] of Object.entries(SETTINGS)) {
  test(`refuses every value of the setting ${name} that it cannot mean (checklist 13, 61)`, async () => {
    for (const value of values) {
      await assertConfigError(
        () => createVerifier(issuerOptions(), { [name]: value } as VerifierSettings),
        `settings.${name}`,
      )
    }
    for (const maxEntries of [0, -1, NaN, Infinity, '1', 1.5, null]) {
      const settings = { cache: { maxEntries } } as VerifierSettings
      await assertConfigError(() => createVerifier(issuerOptions(), settings), 'settings.cache.maxEntries')
    }
  })
}

test('refuses an option that does not exist, or stands in the wrong object (checklist 61)', async () => {
  const wrong = [
    'audiences',
    'algorithm',
    'clockTolerance',
    'ignoreExpiration',
    'complete',
    'secret',
    'publicKey',
    'key',
    'maxTokenBytes',
    'jwks',
    'Audience',
    '__proto__x',
  ]
  for (const name of wrong) {
    await assertConfigError(() => createVerifier({ ...issuerOptions(), [name]: true } as IssuerOptions), name)
  }
  await assertConfigError(
    () => createVerifier(issuerOptions(), { audience: AUDIENCE } as VerifierSettings),
    'settings.audience',
  )
  await assertConfigError(() => createVerifier([]), 'issuers')
})

test('does not follow options that change after the verifier was built (checklist 4, 16, 17)', async () => {
  const jwks = { keys: [{ ...testKey().jwk }] }
  const options = {
    issuer: ISSUER,
    audience: [AUDIENCE],
    algorithms: ['RS256'],
    types: ['at+jwt'],
    requiredClaims: ['exp', 'sub'],
    clientIds: ['client-1'],
    clockToleranceSeconds: 0,
    keys: { jwks },
  }
  const verifier = createVerifier(options, { now })
  await verifier.verify(buildToken())

  options.audience.push('https://other.example')
  options.algorithms.push('ES256')
  options.types.push('JWT')
  options.requiredClaims.length = 0
  options.clientIds.push('client-2')
  options.clockToleranceSeconds = 300
  options.issuer = 'https://other.example'
  jwks.keys.push({ ...testKey('ES256').jwk })

  await assertRefused(
    () => verifier.verify(buildToken({ claims: { aud: 'https://other.example' } })),
    'wrong_audience',
  )
  await assertRefused(() => verifier.verify(buildToken({ key: testKey('ES256') })), 'algorithm_not_allowed')
  await assertRefused(
    () => verifier.verify(buildToken({ key: testKey('ES256'), header: { alg: 'RS256' } })),
    'unknown_key',
  )
  await assertRefused(() => verifier.verify(buildToken({ header: { typ: 'JWT' } })), 'wrong_type')
  await assertRefused(() => verifier.verify(buildToken({ claims: { sub: undefined } })), 'missing_claim')
  await assertRefused(
    () => verifier.verify(buildToken({ claims: { client_id: 'client-2' } })),
    'client_not_allowed',
  )
  await assertRefused(() => verifier.verify(buildToken({ claims: { exp: NOW - 1 } })), 'token_expired')
  await assertRefused(
    () => verifier.verify(buildToken({ claims: { iss: 'https://other.example' } })),
    'untrusted_issuer',
  )
  await verifier.verify(buildToken())
})

test('keeps no state between two tokens, as a pattern with a global flag would (checklist 16, 17)', async () => {
  const verifier = createVerifier(issuerOptions(), { now, cache: false })
  const bad = buildToken({ claims: { aud: 'x' } })
  for (let round = 0; round < 4; round++) {
    await verifier.verify(buildToken())
    await assertRefused(() => verifier.verify(bad), 'wrong_audience')
  }
})

/** A wrong item of a list, or member of an object, is named with its place. */
function assertNames(name: string, run: () => unknown, value: unknown): void {
  let error: unknown
  try {
    run()
  } catch (thrown) {
    error = thrown
  }
  assert.ok(ConfigError.is(error), `${name}: ${inspect(value)}`)
  assert.ok(
    error.option === name || error.option.startsWith(`${name}[`) || error.option.startsWith(`${name}.`),
    error.option,
  )
}
