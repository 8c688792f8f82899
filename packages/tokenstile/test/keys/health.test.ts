import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { settle } from '../support/clock.ts'
import { testKey } from '../support/keys.ts'
import { openMemoryScene } from '../support/memory-scene.ts'
import { noNetwork, publishedKeys } from '../support/published-keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW, now } from '../support/tokens.ts'

const key = testKey('ES256')
const token = buildToken({ key, claims: { exp: NOW + 100_000 } })

test('goes from idle to ready, degraded, down and ready again as its issuer does', async () => {
  const { clock, pages, verifier } = openMemoryScene([key])
  const health = () => verifier.health().issuers[0]
  const idle = { issuer: ISSUER, insecure: false, state: 'idle' }
  assert.deepEqual(verifier.health(), { state: 'idle', issuers: [idle] })
  pages.answerWith(noNetwork)
  await assertRefused(() => verifier.warmUp(), 'keys_unavailable')
  assert.deepEqual(health(), {
    ...idle,
    state: 'down',
    lastFailure: 'network_error',
    failingSince: NOW,
  })
  pages.answerWith(undefined)
  clock.advance(1)
  await verifier.warmUp()
  assert.deepEqual(health(), { ...idle, state: 'ready', keys: 1, ageSeconds: 0 })
  pages.answerWith(noNetwork)
  clock.advance(290)
  await verifier.verify(token)
  await settle()
  assert.deepEqual(health(), {
    ...idle,
    state: 'degraded',
    keys: 1,
    ageSeconds: 290,
    lastFailure: 'network_error',
    failingSince: NOW + 291,
    usableUntil: NOW + 1 + 14_400,
  })
  clock.advance(14_400)
  assert.equal(verifier.health().state, 'down')
  pages.answerWith(undefined)
  await verifier.warmUp()
  assert.deepEqual(health(), { ...idle, state: 'ready', keys: 1, ageSeconds: 0 })
})

test('tells of each outage once that stale keys serve', async () => {
  const { clock, pages, events, verifier } = openMemoryScene([key])
  await verifier.verify(token)
  for (const outage of [1, 2]) {
    pages.answerWith(noNetwork)
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(120)
      await verifier.verify(token)
      await settle()
    }
    assert.equal(events.filter(({ type }) => type === 'keys_stale').length, outage)
    pages.answerWith(undefined)
    clock.advance(60)
    await verifier.verify(token)
    await settle()
    assert.equal(verifier.health().state, 'ready')
  }
})

test('is idle, not down, where nobody came until its keys were too old', async () => {
  const { clock, verifier } = openMemoryScene([key])
  await verifier.verify(token)
  clock.advance(5 * 3600)
  assert.equal(verifier.health().state, 'idle')
  await verifier.verify(token)
  assert.equal(verifier.health().state, 'ready')
})

test('is degraded for no longer than half a minute after one bad moment, where tokens come', async () => {
  const { clock, pages, verifier } = openMemoryScene([key])
  await verifier.verify(token)
  pages.answerWith(noNetwork)
  const strange = buildToken({ key, header: { kid: 'strange' } })
  await assertRefused(() => verifier.verify(strange), 'keys_unavailable')
  assert.equal(verifier.health().state, 'degraded')
  pages.answerWith(undefined)
  clock.advance(30)
  await verifier.verify(token)
  await settle()
  assert.equal(verifier.health().state, 'ready')
})

test('asks nobody for its health', async () => {
  const verifier = createVerifier(issuerOptions({ keys: {} }), {
    now,
    fetch: () => assert.fail('nothing is to be fetched'),
  })
  verifier.health()
  await settle()
  assert.equal(verifier.health().state, 'idle')
})

test('fetches once for a warm-up and the tokens that come meanwhile', async () => {
  const pages = publishedKeys([key])
  const verifier = createVerifier(issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
  await Promise.all([verifier.warmUp(), verifier.warmUp(), verifier.verify(token)])
  await verifier.warmUp()
  assert.equal(pages.urls.length, 2)
})

test('tells what happens, in order, and without any value of a token or key', async () => {
  const { clock, pages, events, verifier } = openMemoryScene([key])
  await verifier.verify(token)
  await assertRefused(
    () => verifier.verify(buildToken({ key, claims: { aud: 'https://other.example' } })),
    'wrong_audience',
  )
  pages.answerWith(() => new Response(null, { status: 500 }))
  clock.advance(601)
  await verifier.verify(token)
  assert.deepEqual(events, [
    { type: 'keys_refreshed', issuer: ISSUER, keys: 1 },
    { type: 'refused', code: 'wrong_audience', claim: 'aud', issuer: ISSUER },
    { type: 'refresh_failed', issuer: ISSUER, failure: 'http_status', status: 500 },
    {
      type: 'keys_stale',
      issuer: ISSUER,
      failure: 'http_status',
      staleSince: NOW + 300,
      usableUntil: NOW + 14_400,
    },
  ])
})

test('decides the same with a listener that throws', async () => {
  const pages = publishedKeys([key])
  const onEvent = { onEvent: (): never => assert.fail('the log is full') }
  const verifier = createVerifier(issuerOptions({ keys: {} }), { now, fetch: pages.fetch, ...onEvent })
  await verifier.verify(token)
  await assertRefused(() => verifier.verify(buildToken({ header: { typ: 'JWT' } })), 'wrong_type')
})

test('serves known keys after it was closed, fetches nothing more, and can be closed again', async () => {
  const { clock, pages, verifier } = openMemoryScene([key])
  await verifier.verify(token)
  verifier.close()
  verifier.close()
  clock.advance(290)
  await verifier.verify(token)
  clock.advance(20_000)
  const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.equal(error.details.reason, 'closed')
  assert.equal(pages.keyFetches(), 1)
})

test('ends a fetch that is under way when it is closed', async () => {
  const pages = publishedKeys([key])
  const verifier = createVerifier(issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
  pages.answerWith(() => new Promise(() => undefined))
  const refused = assertRefused(() => verifier.verify(token), 'keys_unavailable')
  await settle()
  verifier.close()
  assert.equal((await refused).details.reason, 'closed')
})

test('cannot be changed by those who use it', () => {
  assert.ok(Object.isFrozen(createVerifier(issuerOptions({}, [key]), { now })))
})
