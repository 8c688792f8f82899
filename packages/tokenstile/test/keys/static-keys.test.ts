import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type IssuerOptions, type Jwk } from 'tokenstile'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { createKey, testKey, type TestKey } from '../support/keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now, validClaims } from '../support/tokens.ts'

const first = testKey('ES256', 'first')
const second = testKey('ES256', 'second')
const rsa = testKey('RS256')

/** Options with these keys as they are, none of their members filled in. */
function withJwks(...keys: readonly unknown[]): IssuerOptions {
  return issuerOptions({ keys: { jwks: { keys: keys as Jwk[] } } })
}

/** A key as its issuer might publish it: without these members. */
function without(key: TestKey, ...members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(key.jwk).filter(([name]) => !members.includes(name)))
}

for (const engine of ENGINES) {
  const on = `on the ${engine.name} engine`

  test(`finds the key that the kid names among several ${on}`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [first, second, rsa]), { now })
    for (const key of [first, second, rsa]) await verifier.verify(buildToken({ key }))
  })

  test(`refuses a kid that no key has as an unknown key ${on} (checklist 27)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [first]), { now })
    for (const kid of [
      'other',
      '',
      '__proto__',
      'constructor',
      '../first',
      `${first.kid} `,
      first.kid.toUpperCase(),
    ]) {
      const token = buildToken({ key: first, header: { kid } })
      await assertRefused(() => verifier.verify(token), 'unknown_key')
    }
  })

  test(`refuses a kid that is no string ${on} (checklist 27)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [first]), { now })
    for (const kid of [null, 1, true, [first.kid], { kid: first.kid }]) {
      await assertRefused(
        () => verifier.verify(buildToken({ key: first, header: { kid } })),
        'malformed_token',
      )
    }
  })

  test(`tries every key that fits where a token names none ${on}`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [rsa, second, first]), { now })
    await verifier.verify(buildToken({ key: first, header: { kid: undefined } }))
    const foreign = createKey('ES256')
    await assertRefused(
      () => verifier.verify(buildToken({ key: foreign, header: { kid: undefined } })),
      'bad_signature',
    )
  })

  test(`tries at most eight keys for a token that names none ${on}`, async () => {
    const others = Array.from({ length: 7 }, () => createKey('Ed25519'))
    const [eighth, ninth] = [createKey('Ed25519'), createKey('Ed25519')]
    const verifier = createVerifierOn(engine, issuerOptions({}, [...others, eighth, ninth]), { now })
    await verifier.verify(buildToken({ key: eighth, header: { kid: undefined } }))
    await assertRefused(
      () => verifier.verify(buildToken({ key: ninth, header: { kid: undefined } })),
      'bad_signature',
    )
    await verifier.verify(buildToken({ key: ninth }))
  })

  test(`says that no key can be used where a token names none and none fits its alg ${on} (checklist 5)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [rsa]), { now })
    await assertRefused(
      () => verifier.verify(buildToken({ key: first, header: { kid: undefined } })),
      'unusable_key',
    )
  })

  test(`tries all keys of one kid ${on}`, async () => {
    const twin = { ...second, kid: first.kid, jwk: { ...second.jwk, kid: first.kid } }
    const verifier = createVerifierOn(engine, issuerOptions({}, [first, twin]), { now })
    await verifier.verify(buildToken({ key: first }))
    await verifier.verify(buildToken({ key: twin }))
  })

  test(`goes on to the next key of one kid where one cannot be imported ${on}`, async () => {
    const broken = { ...first.jwk, y: first.jwk['x'] }
    const verifier = createVerifierOn(engine, withJwks(broken, first.jwk), { now })
    await verifier.verify(buildToken({ key: first }))
  })

  test(`finds a key that has no kid of its own where the token names none ${on}`, async () => {
    const verifier = createVerifierOn(engine, withJwks(without(first, 'kid')), { now })
    await verifier.verify(buildToken({ key: first, header: { kid: undefined } }))
    await assertRefused(() => verifier.verify(buildToken({ key: first })), 'unknown_key')
  })

  test(`takes keys that say nothing of use, key_ops and alg, or say what fits ${on} (checklist 11)`, async () => {
    for (const jwk of [
      without(first, 'use', 'alg'),
      { ...first.jwk, key_ops: ['verify'] },
      { ...first.jwk, key_ops: ['sign', 'verify'], ext: true },
      { ...first.jwk, x5c: ['junk'], x5u: 'https://evil.example/', unknown: {} },
    ]) {
      await createVerifierOn(engine, withJwks(jwk), { now }).verify(buildToken({ key: first }))
    }
  })

  test(`binds a key without alg to the first algorithm that verifies with it ${on} (checklist 5)`, async () => {
    const verifier = createVerifierOn(engine, withJwks(without(rsa, 'alg')), { now })
    const pss = buildToken({ header: { alg: 'PS256' }, signAs: { alg: 'PS256' } })
    await assertRefused(() => verifier.verify(`${pss.slice(0, -8)}AAAAAAAA`), 'bad_signature')
    await verifier.verify(buildToken())
    await assertRefused(() => verifier.verify(pss), 'unusable_key')
    const rs512 = buildToken({ header: { alg: 'RS512' }, signAs: { alg: 'RS512' } })
    await assertRefused(() => verifier.verify(rs512), 'unusable_key')
    await verifier.verify(buildToken({ claims: { jti: 'another' } }))
  })

  test(`binds a key without alg to a synonym just as to the name ${on} (checklist 12)`, async () => {
    const key = testKey('Ed25519')
    const verifier = createVerifierOn(engine, withJwks(without(key, 'alg')), { now })
    await verifier.verify(buildToken({ key, header: { alg: 'EdDSA' } }))
    await verifier.verify(buildToken({ key, header: { alg: 'Ed25519' } }))
  })

  test(`never takes a key from the token's own header ${on} (checklist 9)`, async () => {
    const own = createKey('ES256')
    const verifier = createVerifierOn(engine, issuerOptions({}, [first]), { now })
    for (const header of [
      { jwk: own.jwk },
      { jku: 'https://evil.example/keys' },
      { x5u: 'https://evil.example' },
      { x5c: ['AAAA'] },
    ]) {
      const named = { ...header, kid: first.kid }
      await assertRefused(() => verifier.verify(buildToken({ key: own, header: named })), 'bad_signature')
      await assertRefused(() => verifier.verify(buildToken({ key: own, header })), 'unknown_key')
    }
  })
}

test('looks at a hundred keys of a set and no more', async () => {
  const oct = Array.from({ length: 99 }, (_, index) => ({ kty: 'oct', kid: `oct ${index}` }))
  const verifier = createVerifier(withJwks(...oct, first.jwk, second.jwk), { now })
  await verifier.verify(buildToken({ key: first }))
  await assertRefused(() => verifier.verify(buildToken({ key: second })), 'unknown_key')
})

test('keeps a key for an algorithm that is not allowed, or not even there: no token can use it', async () => {
  const mlDsa = { kty: 'AKP', alg: 'ML-DSA-44', kid: 'ml-dsa', pub: Buffer.alloc(1312).toString('base64url') }
  const verifier = createVerifier(withJwks(mlDsa, first.jwk), { now })
  assert.equal(verifier.health().issuers[0]?.keys, 2)
  const token = buildToken({ key: first, header: { kid: 'ml-dsa' } })
  await assertRefused(() => verifier.verify(token), 'unusable_key')
  const named = buildToken({ key: first, header: { kid: 'ml-dsa', alg: 'ML-DSA-44' } })
  await assertRefused(() => verifier.verify(named), 'algorithm_not_allowed')
})

test('takes the same key twice in one set for one', () => {
  const verifier = createVerifier(withJwks(first.jwk, { ...first.jwk }), { now })
  assert.equal(verifier.health().issuers[0]?.keys, 1)
})

test('is not changed by a program that changes its set later (checklist 61)', async () => {
  const jwks = { keys: [{ ...first.jwk }] }
  const verifier = createVerifier(issuerOptions({ keys: { jwks } }), { now, cache: false })
  jwks.keys[0] = { ...second.jwk }
  await verifier.verify(buildToken({ key: first }))
  await assertRefused(() => verifier.verify(buildToken({ key: second })), 'unknown_key')
})

test('refuses what is no key set (checklist 61)', async () => {
  for (const jwks of [
    undefined,
    null,
    [],
    [first.jwk],
    {},
    { keys: null },
    { keys: {} },
    { keys: 'x' },
    { keys: [] },
    'x',
    first.jwk,
  ]) {
    await assertConfigError(() => createVerifier(issuerOptions({ keys: { jwks } as never })), 'keys.jwks')
  }
})

test("knows the issuer's keys at once: static keys need no warm-up and no fetch", async () => {
  const settings = { now, fetch: (): never => assert.fail('nothing is to be fetched') }
  const verifier = createVerifier(issuerOptions({}, [first]), settings)
  assert.deepEqual(verifier.health(), {
    state: 'ready',
    issuers: [{ issuer: validClaims['iss'], insecure: false, state: 'ready', keys: 1 }],
  })
  await verifier.warmUp()
  await verifier.verify(buildToken({ key: first }))
  verifier.close()
})

test('remembers what a token proved under more kinds of header than it keeps in mind', async () => {
  const verifier = createVerifier(issuerOptions({}, [first]), { now })
  for (let index = 0; index < 120; index++) {
    const { header } = await verifier.verify(buildToken({ key: first, header: { index } }))
    assert.equal(header['index'], index)
  }
})
