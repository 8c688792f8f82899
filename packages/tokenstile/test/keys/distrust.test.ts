import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { KeyName, Verifier, VerifierEvent } from 'tokenstile'
import { createVerifierOn, ENGINES } from '../support/both-engines.ts'
import { createClock } from '../support/clock.ts'
import { testKey, type TestKey } from '../support/keys.ts'
import { publishedKeys } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW, now } from '../support/tokens.ts'

const leaked = testKey('ES256', 'leaked')
const good = testKey('ES256', 'good')

/** RFC 7638, written out for each key type: not the library's own computation. */
function thumbprintOf({ jwk }: TestKey): string {
  const { kty, crv, x, y, n, e } = jwk as Record<string, string>
  const text =
    kty === 'RSA'
      ? `{"e":"${e}","kty":"RSA","n":"${n}"}`
      : kty === 'EC'
        ? `{"crv":"${crv}","kty":"EC","x":"${x}","y":"${y}"}`
        : `{"crv":"${crv}","kty":"OKP","x":"${x}"}`
  return createHash('sha256').update(text).digest('base64url')
}

const NAMES: readonly [how: string, name: (key: TestKey) => KeyName][] = [
  ['its kid', ({ kid }) => ({ kid })],
  ['its thumbprint', (key) => ({ thumbprint: thumbprintOf(key) })],
]

const built = new Map<string, string>()

/** The very same token for the same key and jti, so that it may be remembered: each ECDSA signature is another. */
function long(key: TestKey, jti = 'token'): string {
  const name = `${key.kid} ${jti}`
  const token = built.get(name) ?? buildToken({ key, claims: { exp: NOW + 100_000, jti } })
  built.set(name, token)
  return token
}

function unnamed(key: TestKey): string {
  return buildToken({ key, header: { kid: undefined } })
}

for (const engine of ENGINES) {
  for (const [how, nameOf] of NAMES) {
    const by = `by ${how} on the ${engine.name} engine`

    test(`refuses the tokens of a key distrusted ${by} at once, remembered or not, and no others`, async () => {
      const verifier = createVerifierOn(engine, issuerOptions({}, [leaked, good]), { now })
      await verifier.verify(long(leaked))
      await verifier.verify(long(good))
      verifier.distrustKey(ISSUER, nameOf(leaked))
      await assertRefused(() => verifier.verify(long(leaked)), 'unusable_key')
      await assertRefused(() => verifier.verify(long(leaked, 'fresh')), 'unusable_key')
      await verifier.verify(long(good))
      await verifier.verify(long(good, 'fresh'))
    })

    test(`skips a key distrusted ${by} where a token names none`, async () => {
      const verifier = createVerifierOn(engine, issuerOptions({}, [leaked, good]), { now })
      verifier.distrustKey(ISSUER, nameOf(leaked))
      await assertRefused(() => verifier.verify(unnamed(leaked)), 'bad_signature')
      await verifier.verify(unnamed(good))
      await assertRefused(() => verifier.verify(buildToken({ header: { kid: 'unknown' } })), 'unknown_key')
    })

    test(`goes on to refuse a key distrusted ${by}, however often its issuer publishes it`, async () => {
      const clock = createClock()
      const pages = publishedKeys([leaked, good])
      const verifier = createVerifierOn(engine, issuerOptions({ keys: {} }), {
        ...clock.clocks,
        fetch: pages.fetch,
      })
      await verifier.verify(long(leaked))
      verifier.distrustKey(ISSUER, nameOf(leaked))
      for (let refresh = 0; refresh < 3; refresh++) {
        await assertRefused(() => verifier.verify(long(leaked)), 'unusable_key')
        await verifier.verify(long(good))
        clock.advance(601)
      }
    })

    test(`refuses a key distrusted ${by} before the first fetch`, async () => {
      const pages = publishedKeys([leaked])
      const verifier = createVerifierOn(engine, issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
      verifier.distrustKey(ISSUER, nameOf(leaked))
      await assertRefused(() => verifier.verify(long(leaked)), 'unusable_key')
    })

    test(`does not take an unknown kid for the one distrusted ${by}, before the first fetch`, async () => {
      const pages = publishedKeys([leaked])
      const verifier = createVerifierOn(engine, issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
      verifier.distrustKey(ISSUER, nameOf(leaked))
      const unknown = buildToken({ key: leaked, header: { kid: 'unknown' } })
      await assertRefused(() => verifier.verify(unknown), 'unknown_key')
    })

    test(`distrusts a key ${by} for its issuer alone (checklist 23)`, async () => {
      const issuer = 'https://second.example'
      const options = [issuerOptions({}, [leaked]), issuerOptions({ issuer }, [leaked])]
      const verifier = createVerifierOn(engine, options, { now })
      verifier.distrustKey(ISSUER, nameOf(leaked))
      await assertRefused(() => verifier.verify(long(leaked)), 'unusable_key')
      await verifier.verify(buildToken({ key: leaked, claims: { iss: issuer } }))
    })

    test(`distrusts a key ${by} wherever it comes from`, async () => {
      for (const find of [() => [leaked.jwk], () => Promise.resolve([leaked.jwk])]) {
        const verifier = createVerifierOn(engine, issuerOptions({ keys: { find } }), { now })
        await verifier.verify(long(leaked))
        verifier.distrustKey(ISSUER, nameOf(leaked))
        await assertRefused(() => verifier.verify(long(leaked)), 'unusable_key')
      }
    })
  }

  for (const alg of ['RS256', 'ES384', 'Ed25519']) {
    test(`knows the thumbprint of an ${alg} key on the ${engine.name} engine`, async () => {
      const key = testKey(alg)
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      verifier.distrustKey(ISSUER, { thumbprint: thumbprintOf(good) })
      await verifier.verify(long(key))
      await verifier.verify(long(key))
      verifier.distrustKey(ISSUER, { thumbprint: thumbprintOf(key) })
      await assertRefused(() => verifier.verify(long(key)), 'unusable_key')
    })
  }
}

for (const engine of ENGINES) {
  test(`computes the thumbprint of a key once, not for each request, on the ${engine.name} engine`, async () => {
    let asked = 0
    const sha256 = (text: string): ReturnType<typeof engine.sha256> => {
      asked++
      return engine.sha256(text)
    }
    const verifier = createVerifierOn({ ...engine, sha256 } as typeof engine, issuerOptions({}, [good]), {
      now,
    })
    verifier.distrustKey(ISSUER, { thumbprint: thumbprintOf(leaked) })
    for (const jti of ['token', 'token', 'another', 'another']) await verifier.verify(long(good, jti))
    assert.equal(asked, 1)
  })
}

test('distrusts the material by its thumbprint, whatever kid it comes under', async () => {
  const renamed = { ...leaked, kid: 'renamed', jwk: { ...leaked.jwk, kid: 'renamed' } }
  const verifier = createVerifierOn(ENGINES[0], issuerOptions({}, [renamed]), { now })
  verifier.distrustKey(ISSUER, { thumbprint: thumbprintOf(leaked) })
  await assertRefused(() => verifier.verify(long(renamed)), 'unusable_key')
})

test('distrusts both where a kid and a thumbprint are given', async () => {
  const verifier = createVerifierOn(ENGINES[0], issuerOptions({}, [leaked, good]), { now })
  verifier.distrustKey(ISSUER, { kid: leaked.kid, thumbprint: thumbprintOf(good) } as KeyName)
  for (const key of [leaked, good]) await assertRefused(() => verifier.verify(long(key)), 'unusable_key')
})

test('distrusts a key at once, also for tokens that wait for it', async () => {
  const pages = publishedKeys([leaked])
  for (const engine of ENGINES) {
    for (const name of [{ kid: leaked.kid }, { thumbprint: thumbprintOf(leaked) }]) {
      const verifier = createVerifierOn(engine, issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
      const waiting = assertRefused(() => verifier.verify(buildToken({ key: leaked })), 'unusable_key')
      verifier.distrustKey(ISSUER, name)
      await waiting
    }
  }
})

test('tells that a key was distrusted, without saying which', () => {
  const events: VerifierEvent[] = []
  const verifier = createVerifierOn(ENGINES[0], issuerOptions({}, [leaked]), {
    now,
    onEvent: (event) => events.push(event),
  })
  verifier.distrustKey(ISSUER, { kid: leaked.kid })
  assert.deepEqual(events, [{ type: 'key_distrusted', issuer: ISSUER }])
})

test('throws for what names no key: nobody is to believe that a key is out when it is not (checklist 61)', async () => {
  const verifier: Verifier<unknown> = createVerifierOn(ENGINES[0], issuerOptions({}, [leaked]), { now })
  const distrust = (issuer: unknown, key: unknown) => () =>
    verifier.distrustKey(issuer as string, key as KeyName)
  await assertConfigError(distrust(undefined, { kid: 'x' }), 'issuer')
  await assertConfigError(distrust('', { kid: 'x' }), 'issuer')
  for (const key of [undefined, null, 'x', []]) await assertConfigError(distrust(ISSUER, key), 'key')
  await assertConfigError(distrust(ISSUER, { id: 'x' }), 'key.id')
  await assertConfigError(distrust(ISSUER, { kid: 1 }), 'key.kid')
  await assertConfigError(distrust(ISSUER, { kid: '' }), 'key.kid')
  await assertConfigError(distrust(ISSUER, {}), 'key')
  await assertConfigError(distrust(ISSUER, { thumbprint: 1 }), 'key.thumbprint')
})

test('throws for an issuer that is not configured: a slip must not leave a leaked key trusted (checklist 61)', async () => {
  const verifier = createVerifierOn(ENGINES[0], issuerOptions({}, [leaked]), { now })
  await assertConfigError(() => verifier.distrustKey(`${ISSUER}/`, { kid: leaked.kid }), 'issuer')
})
