import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createVerifier, type KeySnapshot, type SnapshotStore } from 'tokenstile'
import { settle } from '../support/clock.ts'
import { createKey, testKey } from '../support/keys.ts'
import { openMemoryScene } from '../support/memory-scene.ts'
import { noNetwork } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../support/tokens.ts'

const key = testKey('ES256')
const other = testKey('ES256', 'other')
const token = buildToken({ key, claims: { exp: NOW + 100_000 } })
const hoursAgo = (hours: number): number => (NOW - hours * 3600) * 1000

const snapshotOf = (changes: Partial<KeySnapshot> = {}): KeySnapshot => ({
  issuer: ISSUER,
  fetchedAt: NOW * 1000,
  jwks: { keys: [key.jwk] },
  ...changes,
})

/** A verifier that has its first keys from a store, and an issuer that publishes others unless told otherwise. */
function scene(
  load: SnapshotStore['load'],
  published = [key],
  save: SnapshotStore['save'] = () => undefined,
  timeoutMs = 5000,
) {
  const loaded: string[] = []
  const snapshot: SnapshotStore = {
    load(issuer) {
      loaded.push(issuer)
      return load(issuer)
    },
    save,
  }
  return { ...openMemoryScene(published, { keys: { snapshot, timeoutMs } }), loaded }
}

test('serves the first token from a snapshot without waiting for the issuer, and refreshes behind it', async () => {
  const { pages, verifier, events, loaded } = scene(() => snapshotOf())
  pages.answerWith(() => new Promise(() => undefined))
  await verifier.verify(token)
  await settle()
  assert.deepEqual(pages.urls.length, 1)
  assert.deepEqual(loaded, [ISSUER])
  assert.deepEqual(events, [])
  verifier.close()
})

test('asks the store once, however many tokens wait for it', async () => {
  const { verifier, loaded } = scene(() => Promise.resolve(snapshotOf()))
  await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)))
  assert.equal(loaded.length, 1)
})

test('forgets a key of the snapshot that the issuer has removed, once a refresh has told it', async () => {
  const { verifier } = scene(() => snapshotOf(), [other])
  await verifier.verify(token)
  await settle()
  await assertRefused(() => verifier.verify(token), 'unknown_key')
})

test('never calls a kid unknown on the word of a snapshot, however fresh', async () => {
  const late = buildToken({ key: other })
  const { pages, verifier } = scene(() => snapshotOf())
  pages.answerWith(noNetwork)
  await assertRefused(() => verifier.verify(late), 'keys_unavailable')
  const good = scene(() => snapshotOf(), [key, other])
  await good.verifier.verify(late)
})

test('waits for the issuer where the snapshot is outdated, and serves it only where that fails', async () => {
  const removed = scene(() => snapshotOf({ fetchedAt: hoursAgo(1) }), [other])
  await assertRefused(() => removed.verifier.verify(token), 'unknown_key')
  const outage = scene(() => snapshotOf({ fetchedAt: hoursAgo(1) }))
  outage.pages.answerWith(noNetwork)
  await outage.verifier.verify(token)
  assert.deepEqual(outage.events.at(-1), {
    type: 'keys_stale',
    issuer: ISSUER,
    failure: 'network_error',
    staleSince: NOW - 3600 + 300,
    usableUntil: NOW + 3 * 3600,
  })
})

test('serves no snapshot that is older than the stale limit', async () => {
  const { pages, verifier } = scene(() => snapshotOf({ fetchedAt: hoursAgo(5) }))
  pages.answerWith(noNetwork)
  await assertRefused(() => verifier.verify(token), 'keys_unavailable')
})

test('saves what each good fetch brought, and when it began', async () => {
  const saved: KeySnapshot[] = []
  const { clock, pages, verifier } = scene(
    () => undefined,
    [key],
    (snapshot) => saved.push(snapshot),
  )
  await verifier.verify(token)
  pages.publish(key, other)
  clock.advance(290)
  await verifier.verify(token)
  await settle()
  assert.deepEqual(saved, [
    snapshotOf(),
    snapshotOf({ fetchedAt: (NOW + 290) * 1000, jwks: { keys: [key.jwk, other.jwk] } }),
  ])
})

test('saves public keys alone, whatever else the issuer published', async () => {
  const saved: KeySnapshot[] = []
  const { pages, verifier } = scene(
    () => undefined,
    [key],
    (snapshot) => saved.push(snapshot),
  )
  const leaked = createKey('ES256').privateKey.export({ format: 'jwk' })
  pages.publish(key, { ...leaked, kid: 'leaked' }, { kty: 'oct', k: 'AAAA', kid: 'shared' })
  await verifier.verify(token)
  assert.deepEqual(saved[0]?.jwks, { keys: [key.jwk] })
})

const entry = (audience: string, snapshot: SnapshotStore) => issuerOptions({ audience, keys: { snapshot } })

test('takes a store that holds what cannot be spelled, shared by the entries of an issuer alone', async () => {
  class Store {
    readonly self = this
    load = () => undefined
    save = () => undefined
  }
  const store = new Store()
  createVerifier([entry('one', store), entry('two', store)])
  await assertConfigError(
    () => createVerifier([entry('one', store), entry('two', new Store())]),
    'issuers[1].keys',
  )
})

test('restores what it saved', async () => {
  let kept: string | undefined
  const first = scene(
    () => null,
    [key],
    (snapshot) => {
      kept = JSON.stringify(snapshot)
    },
  )
  await first.verifier.verify(token)
  const second = scene(() => JSON.parse(kept as string) as KeySnapshot)
  second.pages.answerWith(noNetwork)
  await second.verifier.verify(token)
})

// A time limit alone keeps no process alive.
let alive: ReturnType<typeof setTimeout>
before(() => {
  alive = setTimeout(() => undefined, 60_000)
})
after(() => clearTimeout(alive))

const never = (): Promise<never> => new Promise(() => undefined)
const FAULTS: readonly [what: string, load: () => unknown][] = [
  ['throws', () => assert.fail('the disk is gone')],
  ['rejects', () => Promise.reject(new Error('the disk is gone'))],
  ['does not answer', never],
  ['gives a snapshot of another issuer', () => snapshotOf({ issuer: 'https://other.example' })],
  ['gives a snapshot of tomorrow', () => snapshotOf({ fetchedAt: hoursAgo(-24) })],
  ['gives a snapshot without its time', () => snapshotOf({ fetchedAt: Number.NaN })],
  [
    'gives a snapshot without a usable key',
    () => snapshotOf({ jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }),
  ],
  ['gives a snapshot without keys', () => ({ issuer: ISSUER, fetchedAt: NOW * 1000 })],
  ['gives text', () => JSON.stringify(snapshotOf())],
]
for (const [what, load] of FAULTS) {
  test(`tells of a store that ${what}, and fetches`, async () => {
    const { verifier, events, pages, loaded } = scene(load as SnapshotStore['load'], [key], undefined, 20)
    await verifier.verify(token)
    const failed = events.filter(({ type }) => type === 'snapshot_failed')
    assert.deepEqual(failed, [{ type: 'snapshot_failed', issuer: ISSUER, step: 'load' }])
    await verifier.verify(buildToken({ key, claims: { jti: 'another' } }))
    assert.equal(loaded.length, 1)
    assert.equal(pages.keyFetches(), 1)
  })
}

test('takes a snapshot from a clock that is a little ahead', async () => {
  const { pages, verifier } = scene(() => snapshotOf({ fetchedAt: NOW * 1000 + 5000 }))
  pages.answerWith(noNetwork)
  await verifier.verify(token)
})

for (const save of [() => assert.fail('the disk is full'), () => Promise.reject(new Error('full'))]) {
  test('tells of a store that cannot save, and serves all the same', async () => {
    const { verifier, events } = scene(() => undefined, [key], save)
    await verifier.verify(token)
    await settle()
    assert.ok(events.some((event) => event.type === 'snapshot_failed' && event.step === 'save'))
  })
}

test('refuses a store that cannot load and save (checklist 61)', async () => {
  for (const snapshot of [null, {}, { load: () => undefined }, { save: () => undefined }, 'file']) {
    const keys = { snapshot: snapshot as unknown as SnapshotStore }
    await assertConfigError(() => createVerifier(issuerOptions({ keys })), 'keys.snapshot')
  }
})
