import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Jwk, type VerifierEvent } from 'tokenstile'
import { createClock, settle } from '../support/clock.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { testKey } from '../support/keys.ts'
import { openMemoryScene } from '../support/memory-scene.ts'
import { publishedKeys } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, now } from '../support/tokens.ts'
import { unusableKeys } from '../support/unusable-keys.ts'

const good = testKey('ES256', 'good')

for (const engine of ENGINES) {
  for (const { what, reason, jwk } of unusableKeys()) {
    test(`leaves ${what} out, and the rest of its set serves, on the ${engine.name} engine (checklist 10, 11)`, async () => {
      const keys = { jwks: { keys: [jwk as Jwk, good.jwk] } }
      const verifier = createVerifierOn(engine, issuerOptions({ keys }), { now })
      await verifier.verify(buildToken({ key: good }))
      assert.equal(verifier.health().issuers[0]?.keys, 1)
      const kid = (jwk as Jwk | null)?.['kid']
      if (typeof kid === 'string') {
        const token = buildToken({ header: { kid } })
        await assertRefused(() => verifier.verify(token), 'unusable_key')
      }
    })

    test(`refuses a program's set of nothing but ${what} on the ${engine.name} engine (checklist 61)`, async () => {
      const keys = { jwks: { keys: [jwk as Jwk] } }
      const error = await assertConfigError(
        () => createVerifierOn(engine, issuerOptions({ keys })),
        'keys.jwks',
      )
      assert.ok(error.message.includes(reason), error.message)
    })
  }
}

test('tells once of each key that it leaves out of a fetched set, with its kid and the reason', async () => {
  const unusable = unusableKeys().filter(({ jwk }) => typeof (jwk as Jwk | null)?.['kid'] === 'string')
  const clock = createClock()
  const pages = publishedKeys([good])
  pages.publish(good, ...unusable.map(({ jwk }) => jwk as Record<string, unknown>))
  const events: VerifierEvent[] = []
  const verifier = createVerifier(issuerOptions({ keys: {} }), {
    ...clock.clocks,
    fetch: pages.fetch,
    onEvent: (event) => events.push(event),
  })
  for (let refresh = 0; refresh < 3; refresh++) {
    await verifier.verify(buildToken({ key: good }))
    clock.advance(290)
    await verifier.verify(buildToken({ key: good }))
    await settle()
  }
  assert.ok(pages.keyFetches() > 2)
  const told = events.filter(({ type }) => type === 'key_ignored')
  assert.deepEqual(
    told,
    unusable.map(({ what, reason }) => ({ type: 'key_ignored', issuer: ISSUER, kid: what, reason })),
  )
})

test('leaves out what is longer than any kid and what is beyond a hundred keys, and tells of them', async () => {
  const { pages, events, verifier } = openMemoryScene([good])
  const long = { ...testKey('ES256', 'long').jwk, kid: 'k'.repeat(513) }
  const rest = Array.from({ length: 100 }, (_, index) => ({ kty: 'odd', kid: `odd ${index}` }))
  pages.publish(good, long, ...rest)
  await verifier.verify(buildToken({ key: good }))
  const told = events.flatMap((event) => (event.type === 'key_ignored' ? [[event.kid, event.reason]] : []))
  assert.deepEqual(told[0], [undefined, 'malformed'])
  assert.deepEqual(told.slice(-2), [
    ['odd 98', 'beyond_limit'],
    ['odd 99', 'beyond_limit'],
  ])
})

test('tells of a key that has no kid by its reason alone', async () => {
  const { pages, events, verifier } = openMemoryScene([good])
  pages.publish({ kty: 'oct' }, { kty: 'oct' }, good)
  await verifier.verify(buildToken({ key: good }))
  assert.deepEqual(
    events.filter(({ type }) => type === 'key_ignored'),
    [{ type: 'key_ignored', issuer: ISSUER, kid: undefined, reason: 'symmetric' }],
  )
})

test('tells why a fetched set has no usable key', async () => {
  const { pages, events, verifier } = openMemoryScene([good])
  pages.publish({ ...good.jwk, use: 'enc' })
  await assertRefused(() => verifier.verify(buildToken({ key: good })), 'keys_unavailable')
  const [told] = events.filter(({ type }) => type === 'key_ignored')
  assert.deepEqual(told, { type: 'key_ignored', issuer: ISSUER, kid: good.kid, reason: 'wrong_use' })
})

test("tells of a key that it leaves out of a program's set, once", () => {
  const events: VerifierEvent[] = []
  const keys = { jwks: { keys: [good.jwk, { kty: 'oct', kid: 'symmetric' }] } }
  createVerifier(issuerOptions({ keys }), { now, onEvent: (event) => events.push(event) })
  assert.deepEqual(events, [{ type: 'key_ignored', issuer: ISSUER, kid: 'symmetric', reason: 'symmetric' }])
})

test('stops telling after a thousand keys that were left out', async () => {
  const clock = createClock()
  const pages = publishedKeys([good])
  let told = 0
  const verifier = createVerifier(issuerOptions({ keys: {} }), {
    ...clock.clocks,
    fetch: pages.fetch,
    onEvent: ({ type }) => {
      if (type === 'key_ignored') told++
    },
  })
  for (let set = 0; set < 12; set++) {
    const oct = Array.from({ length: 99 }, (_, index) => ({ kty: 'oct', kid: `${set} ${index}` }))
    pages.publish(good, ...oct)
    clock.advance(601)
    await verifier.verify(buildToken({ key: good, claims: { exp: clock.now() / 1000 + 60 } }))
  }
  assert.equal(pages.keyFetches(), 12)
  assert.equal(told, 1000)
})

// The other one imports a key when it is first used.
for (const engine of ENGINES.filter(({ synchronous }) => synchronous)) {
  test(`tells of a key that is not on its curve as the set arrives, on the ${engine.name} engine`, async () => {
    const broken = { ...good.jwk, kid: 'broken', y: good.jwk['x'] }
    const { pages, events, verifier } = openMemoryScene([good], { engine })
    pages.publish(broken, good)
    await verifier.verify(buildToken({ key: good }))
    assert.deepEqual(events, [
      { type: 'key_ignored', issuer: ISSUER, kid: 'broken', reason: 'import_failed' },
      { type: 'keys_refreshed', issuer: ISSUER, keys: 1 },
    ])
    await assertRefused(
      () => verifier.verify(buildToken({ key: good, header: { kid: 'broken' } })),
      'unusable_key',
    )
  })
}
