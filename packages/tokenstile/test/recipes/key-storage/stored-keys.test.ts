import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type KeySnapshot, type Verifier } from 'tokenstile'
import { createClock, settle, type TestClock } from '../../support/clock.ts'
import { testKey, type TestKey } from '../../support/keys.ts'
import { assertRefused } from '../../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../../support/tokens.ts'
import { verifyAtOnce } from '../../support/verify-at-once.ts'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import { createStoredKeys } from './stored-keys.ts'
import { nameOf } from './text-store.ts'

const first = testKey('ES256', 'first')
const second = testKey('ES256', 'second')

/** What a good store has, unless changed. */
const stored = (changes: Partial<KeySnapshot>): string =>
  JSON.stringify({ issuer: ISSUER, fetchedAt: NOW * 1000, jwks: { keys: [first.jwk] }, ...changes })

interface Scene {
  readonly store: MemoryStore
  readonly verifier: Verifier
  readonly clock: TestClock
  /** What the process that keeps the store does. */
  keep(...keys: readonly TestKey[]): void
}

function openScene(): Scene {
  const store = createMemoryStore()
  const clock = createClock()
  const keys = createStoredKeys(store, ISSUER, clock.now)
  return {
    store,
    clock,
    verifier: createVerifier(issuerOptions({ keys }), clock.clocks),
    keep: (...kept) => {
      const jwks = { keys: kept.map(({ jwk }) => jwk) }
      store.texts.set(nameOf(ISSUER), stored({ fetchedAt: clock.now(), jwks }))
    },
  }
}

/** A token that is good for a week. */
const tokenOf = (key: TestKey): string => buildToken({ key, claims: { exp: NOW + 7 * 86_400 } })

test('verifies with keys of a store, reads them once, and answers from the cache', async () => {
  const { store, verifier, keep } = openScene()
  keep(first)
  for (let time = 0; time < 3; time++) await verifier.verify(tokenOf(first))
  await verifyAtOnce(verifier, tokenOf(first))
  assert.equal(store.reads(), 1)
  assert.equal(verifier.health().state, 'ready')
})

test('reads once for a hundred cold callers', async () => {
  const { store, verifier, keep } = openScene()
  keep(first)
  await Promise.all(Array.from({ length: 100 }, () => verifier.verify(tokenOf(first))))
  assert.equal(store.reads(), 1)
})

test('passes a token on its first try whose key was stored a second ago', async () => {
  const { verifier, keep, clock } = openScene()
  keep(first)
  await verifier.verify(tokenOf(first))
  keep(second, first)
  clock.advance(1)
  await verifier.verify(tokenOf(second))
})

test('says unavailable for a key that the store does not have yet, until it is there', async () => {
  const { verifier, keep, clock } = openScene()
  keep(first)
  await verifier.verify(tokenOf(first))
  for (let time = 0; time < 3; time++) {
    clock.advance(1)
    await assertRefused(() => verifier.verify(tokenOf(second)), 'keys_unavailable')
  }
  keep(second, first)
  clock.advance(1)
  await verifier.verify(tokenOf(second))
})

test('reads at most once a second for key ids that nobody knows, and known keys notice nothing', async () => {
  const { store, verifier, keep, clock } = openScene()
  keep(first)
  await verifier.verify(tokenOf(first))
  for (let time = 1; time <= 5; time++) {
    clock.advance(1)
    await Promise.allSettled(Array.from({ length: 50 }, () => verifier.verify(tokenOf(second))))
    await assertRefused(() => verifier.verify(tokenOf(second)), 'keys_unavailable')
    await verifier.verify(tokenOf(first))
    assert.equal(store.reads(), 1 + time)
  }
})

test('refuses at once a key that was withdrawn, and takes it again once it is stored again', async () => {
  const { store, verifier, keep, clock } = openScene()
  keep(first, second)
  await verifier.verify(tokenOf(second))
  keep(first)
  clock.advance(61)
  await verifier.verify(tokenOf(first))
  await settle()
  const reads = store.reads()
  for (let time = 0; time < 3; time++) {
    clock.advance(10)
    await assertRefused(() => verifier.verify(tokenOf(second)), 'unknown_key')
  }
  assert.equal(store.reads(), reads)
  keep(first, second)
  clock.advance(61)
  await verifier.verify(tokenOf(first))
  await settle()
  await verifier.verify(tokenOf(second))
})

test('drops a key that was taken out of the store, a minute later and behind a request', async () => {
  const { verifier, keep, clock } = openScene()
  keep(first)
  await verifier.verify(tokenOf(first))
  keep(second)
  clock.advance(61)
  await verifier.verify(tokenOf(first))
  await settle()
  await assertRefused(() => verifier.verify(tokenOf(first)), 'unknown_key')
})

test('serves in memory while the store is away, and says unavailable where it knows nothing', async () => {
  const { store, verifier, keep, clock } = openScene()
  keep(first)
  await verifier.verify(tokenOf(first))
  store.breakDown()
  clock.advance(3_600)
  await verifier.verify(tokenOf(first))
  await settle()
  await verifier.verify(tokenOf(first))
  await assertRefused(() => verifier.verify(tokenOf(second)), 'keys_unavailable')
})

test('trusts no keys of four hours ago, and new ones at once', async () => {
  const { verifier, keep, clock } = openScene()
  keep(first)
  await verifier.verify(tokenOf(first))
  clock.advance(4 * 3_600)
  await verifier.verify(tokenOf(first))
  clock.advance(1)
  await assertRefused(() => verifier.verify(tokenOf(first)), 'keys_unavailable')
  keep(first)
  clock.advance(1)
  await verifier.verify(tokenOf(first))
})

for (const [what, text] of [
  ['nothing', undefined],
  ['no JSON', '<!doctype html>'],
  ['no key set', JSON.stringify({ issuer: ISSUER, fetchedAt: NOW * 1000 })],
  ['keys of a time to come', stored({ fetchedAt: 1e300 })],
  ['keys of another issuer', stored({ issuer: 'https://other.example' })],
] as const) {
  test(`says unavailable where the store has ${what}, until it has keys`, async () => {
    const { store, verifier, keep, clock } = openScene()
    if (text !== undefined) store.texts.set(nameOf(ISSUER), text)
    await assertRefused(() => verifier.verify(tokenOf(first)), 'keys_unavailable')
    keep(first)
    clock.advance(1)
    await verifier.verify(tokenOf(first))
  })

  test(`keeps the keys at hand where the store later has ${what}`, async () => {
    const { store, verifier, keep, clock } = openScene()
    keep(first)
    await verifier.verify(tokenOf(first))
    if (text === undefined) store.texts.clear()
    else store.texts.set(nameOf(ISSUER), text)
    clock.advance(61)
    await verifier.verify(tokenOf(first))
    await settle()
    await verifier.verify(tokenOf(first))
  })
}
