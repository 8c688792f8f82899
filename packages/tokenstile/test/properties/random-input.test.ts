import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { AuthError, ConfigError, createVerifier, type AuthRequest, type IssuerOptions } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { testKey } from '../support/keys.ts'
import { buildToken, encode, ISSUER, issuerOptions, now, validClaims } from '../support/tokens.ts'

const key = testKey('ES256')
const runs = { numRuns: 300 }

const part = fc.oneof(
  fc.base64String().map((text) => text.replaceAll('=', '')),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.json().map(encode),
  fc.string({ unit: 'binary' }),
)

/** Texts from pure noise to what nearly is a token. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(part, { maxLength: 7 }).map((parts) => parts.join('.')),
  fc
    .tuple(part, part)
    .map(([claims, signature]) => `${buildToken({ key }).split('.')[0]}.${claims}.${signature}`),
)

const member = fc.oneof(
  fc.constantFrom(
    ...Object.keys(validClaims),
    'alg',
    'typ',
    'kid',
    'crit',
    'cnf',
    'nbf',
    'azp',
    'scp',
    'roles',
    'auth_time',
    '__proto__',
    'constructor',
    'toString',
  ),
  fc.string(),
)
const members = fc.dictionary(
  member,
  fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(validClaims))),
  { maxKeys: 8 },
)

for (const engine of ENGINES) {
  test(`gives an AuthError for any text on the ${engine.name} engine (checklist 1, 2, 3)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        const result = await verifier.tryVerify(token)
        assert.ok(!result.ok && AuthError.is(result.error))
      }),
      runs,
    )
  })

  test(`gives an AuthError for any value on the ${engine.name} engine (checklist 1)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withObjectString: true }), async (value) => {
        const result = await verifier.tryVerify(value as string)
        assert.ok(!result.ok && AuthError.is(result.error))
      }),
      runs,
    )
  })

  test(`gives an Auth or an AuthError for any truly signed claims and header on the ${engine.name} engine (checklist 3, 20, 24, 25)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
    await fc.assert(
      fc.asyncProperty(members, members, fc.boolean(), async (header, claims, isWhole) => {
        // Half of them are the valid token with something on top.
        const token = isWhole
          ? buildToken({ key, header, claims })
          : buildToken({ key, rawHeader: JSON.stringify(header), rawClaims: JSON.stringify(claims) })
        const result = await verifier.tryVerify(token)
        if (!result.ok) return assert.ok(AuthError.is(result.error) && result.error.status === 401)
        const { auth } = result
        assert.equal(auth.issuer, ISSUER)
        assert.equal(typeof auth.subject, 'string')
        assert.ok(Number.isFinite(auth.expiresAt) && Object.isFrozen(auth.claims))
      }),
      runs,
    )
  })
}

test('gives a token, nothing or an AuthError for any headers (checklist 30, 31)', async () => {
  const verifier = createVerifier(issuerOptions({}, [key]), { now })
  const value = fc.oneof(
    fc.string(),
    fc.string().map((rest) => `Bearer ${rest}`),
    fc.array(fc.string()),
  )
  const name = fc.oneof(
    fc.constantFrom('authorization', 'Authorization', 'AUTHORIZATION', 'cookie'),
    fc.string(),
  )
  const headers = fc.oneof(
    fc.dictionary(name, value),
    fc.array(fc.tuple(name, fc.string())),
    fc.array(fc.string()),
  )
  await fc.assert(
    fc.asyncProperty(headers, fc.boolean(), async (given, optional) => {
      const request = { headers: given } as unknown as AuthRequest
      try {
        assert.deepEqual(
          (await verifier.authenticate(request, { optional: optional as true })).auth,
          undefined,
        )
      } catch (error) {
        assert.ok(AuthError.is(error), String(error))
      }
    }),
    runs,
  )
})

test('gives a ConfigError or a verifier for any options (checklist 61)', () => {
  const names = [
    'issuer',
    'audience',
    'algorithms',
    'types',
    'kind',
    'requiredClaims',
    'clockToleranceSeconds',
    'clientIds',
    'keys',
    'claims',
    'toUser',
    'dangerouslyAllowHttpFor',
  ]
  const change = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.anything(), {
    maxKeys: 3,
  })
  fc.assert(
    fc.property(change, (changes) => {
      try {
        createVerifier({ ...issuerOptions({}, [key]), ...changes } as IssuerOptions)
      } catch (error) {
        assert.ok(ConfigError.is(error), String(error))
      }
    }),
    runs,
  )
})

test('explains any text without failing, and accepts none of them', async () => {
  const verifier = createVerifier(issuerOptions({}, [key]), { now })
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      assert.equal((await explain(verifier, token)).accepted, false)
    }),
    runs,
  )
})
