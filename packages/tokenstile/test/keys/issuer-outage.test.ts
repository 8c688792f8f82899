import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RemoteKeys } from 'tokenstile'
import { settle } from '../support/clock.ts'
import { testKey } from '../support/keys.ts'
import { openMemoryScene, type MemoryScene } from '../support/memory-scene.ts'
import { json, noNetwork, type Page } from '../support/published-keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, NOW } from '../support/tokens.ts'

const known = testKey('ES256', 'known')
const token = buildToken({ key: known, claims: { exp: NOW + 100_000 } })
const HOUR = 3600

// A time limit alone keeps no process alive.
let alive: ReturnType<typeof setTimeout>
before(() => {
  alive = setTimeout(() => undefined, 60_000)
})
after(() => clearTimeout(alive))

const scene = (keys: RemoteKeys = {}): MemoryScene =>
  openMemoryScene([known], { keys: { timeoutMs: 20, ...keys } })

const never: Page = () => new Promise(() => undefined)
const status =
  (code: number): Page =>
  () =>
    new Response(null, { status: code })
const text =
  (body: string): Page =>
  () =>
    new Response(body)
const moved =
  (code: number): Page =>
  () =>
    new Response(null, { status: code, headers: { location: `${ISSUER}/elsewhere` } })

/** What may come instead of a document: everywhere. */
const FAULTS: readonly [what: string, failure: string, page: Page][] = [
  ['no network', 'network_error', noNetwork],
  ['no answer', 'timeout', never],
  ['headers and no body', 'timeout', () => new Response(new ReadableStream())],
  ['a body that stops half way', 'timeout', () => new Response(halfOf('{"keys":['))],
  ['a body that breaks', 'network_error', () => new Response(brokenStream())],
  ['what is no response', 'network_error', () => undefined as unknown as Response],
  ['a redirect', 'redirect', moved(302)],
  ['a permanent redirect', 'redirect', moved(308)],
  ['a redirect that a browser hides', 'redirect', () => Response.error()],
  ['an error of the server', 'http_status', status(500)],
  ['a refusal', 'http_status', status(403)],
  ['too many requests', 'http_status', status(429)],
  ['an empty answer', 'http_status', status(204)],
  ['HTML', 'not_json', text('<!doctype html><title>Log in</title>')],
  ['an empty page', 'not_json', text('')],
  ['no body', 'not_json', () => new Response(null)],
  ['half a document', 'not_json', text('{"keys":[')],
  ['bytes that are no UTF-8', 'not_json', () => new Response(new Uint8Array([0x22, 0xff, 0x22]))],
  ['a document that is too large', 'too_large', text(`{"keys":[],"fill":"${'x'.repeat(524_288)}"}`)],
  ['a document without an end', 'too_large', () => new Response(endlessStream())],
]

/** What may come instead of the key set. */
const NO_KEYS: readonly [what: string, failure: string, page: Page][] = [
  ...FAULTS,
  ['a page that is gone', 'http_status', status(404)],
  ['an empty set', 'empty_set', () => json({ keys: [] })],
  [
    'a set without a usable key',
    'no_usable_key',
    () => json({ keys: [{ kty: 'oct', k: 'AAAA', kid: known.kid }, null] }),
  ],
  ['null', 'wrong_document', () => json(null)],
  ['a list of keys', 'wrong_document', () => json([known.jwk])],
  ['a single key', 'wrong_document', () => json(known.jwk)],
  ['keys that are no list', 'wrong_document', () => json({ keys: { [known.kid]: known.jwk } })],
  ['a number', 'wrong_document', () => json(1)],
  ['an error in JSON', 'wrong_document', () => json({ error: 'server_error' })],
]

for (const [where, faults] of [
  ['discovery', FAULTS],
  ['the key set', NO_KEYS],
] as const) {
  for (const [what, failure, page] of faults) {
    test(`answers 503 when ${where} first brings ${what}, and recovers (checklist 46, 47, 59)`, async () => {
      const { clock, pages, events, verifier } = scene()
      const fail = where === 'discovery' ? pages.answerWith : pages.answerKeysWith
      fail(page)
      const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
      assert.equal(error.status, 503)
      assert.equal(error.details.reason, failure)
      assert.equal(error.responseHeaders['Retry-After'], '1')
      const [failed] = events.filter(({ type }) => type === 'refresh_failed')
      assert.ok(failed?.type === 'refresh_failed')
      assert.equal(failed.failure, failure)
      assert.equal(verifier.health().state, 'down')
      fail(undefined)
      clock.advance(1)
      await verifier.verify(token)
      assert.equal(verifier.health().state, 'ready')
    })

    test(`keeps good keys when ${where} brings ${what} (checklist 59)`, async () => {
      const { clock, pages, verifier } = scene()
      await verifier.verify(token)
      clock.advance(700)
      const fail = where === 'discovery' ? pages.answerWith : pages.answerKeysWith
      fail(page)
      await verifier.verify(token)
      assert.equal(verifier.health().state, 'degraded')
      assert.equal(verifier.health().issuers[0]?.lastFailure, failure)
      const unknown = buildToken({ key: known, header: { kid: 'unknown' } })
      await assertRefused(() => verifier.verify(unknown), 'keys_unavailable')
      clock.advance(100)
      await verifier.verify(token)
      fail(undefined)
      // Tokens do not wait for the refresh that notices it.
      for (let turn = 0; turn < 100 && verifier.health().state !== 'ready'; turn++) {
        clock.advance(100)
        await verifier.verify(token)
        await settle()
      }
      assert.equal(verifier.health().state, 'ready')
    })
  }
}

test('hints at the public origin where the issuer redirects', async () => {
  const { pages, verifier } = scene()
  pages.answerWith(moved(301))
  const { details } = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.match(details.hint ?? '', /origin/)
})

test('follows no redirect, not even to where keys are (checklist 47)', async () => {
  const { pages, verifier } = scene()
  pages.answerKeysWith(moved(307))
  await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.ok(!pages.urls.includes(`${ISSUER}/elsewhere`))
})

test('serves stale keys for four hours of an outage and then answers 503, never 401 (checklist 59)', async () => {
  const { clock, pages, verifier } = scene()
  await verifier.verify(token)
  pages.answerWith(noNetwork)
  for (let minutes = 5; minutes < 240; minutes += 5) {
    clock.advance(300)
    await verifier.verify(token)
    await settle()
  }
  assert.equal(verifier.health().state, 'degraded')
  clock.advance(300)
  const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.equal(error.status, 503)
  assert.equal(verifier.health().state, 'down')
  pages.answerWith(undefined)
  clock.advance(60)
  await verifier.verify(token)
  assert.equal(verifier.health().state, 'ready')
})

test('serves stale keys as long as the options say', async () => {
  const { clock, pages, verifier } = scene({ staleSeconds: 2 * HOUR })
  await verifier.verify(token)
  pages.answerWith(noNetwork)
  clock.advance(2 * HOUR - 1)
  await verifier.verify(token)
  clock.advance(1)
  await assertRefused(() => verifier.verify(token), 'keys_unavailable')
})

test('serves no stale keys where the options say so, and fresh ones all the same', async () => {
  const { clock, pages, verifier } = scene({ staleSeconds: 0 })
  await verifier.verify(token)
  pages.answerWith(noNetwork)
  clock.advance(700)
  await assertRefused(() => verifier.verify(token), 'keys_unavailable')
})

test('serves keys for their ttl in an outage, and no longer where staleSeconds is shorter', async () => {
  const { clock, pages, verifier } = scene({ ttlSeconds: 10 * HOUR, staleSeconds: HOUR })
  await verifier.verify(token)
  pages.answerWith(noNetwork)
  clock.advance(9 * HOUR)
  await verifier.verify(token)
  await settle()
  clock.advance(2 * HOUR)
  await assertRefused(() => verifier.verify(token), 'keys_unavailable')
})

test('waits longer after each failure, a minute at most, and asks nobody meanwhile (checklist 59)', async () => {
  const { clock, pages, verifier } = scene()
  pages.answerWith(noNetwork)
  for (const waitSeconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    const asked = pages.urls.length
    const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
    assert.equal(pages.urls.length, asked + 1)
    // Chance takes up to a fifth away from all but the longest wait.
    const told = Number(error.responseHeaders['Retry-After'])
    assert.ok(told >= waitSeconds * 0.8 && told <= waitSeconds, `${told} of ${waitSeconds} seconds`)
    clock.advance(waitSeconds * 0.79)
    const again = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
    assert.ok(Number(again.responseHeaders['Retry-After']) <= Math.ceil(waitSeconds * 0.21))
    assert.equal(pages.urls.length, asked + 1)
    clock.advance(waitSeconds * 0.21)
  }
  pages.answerWith(undefined)
  await verifier.verify(token)
})

test('leaves an issuer alone for as long as it asks for, a minute at most', async () => {
  for (const [asked, kept] of [
    ['20', 20],
    ['7200', 60],
    ['0', 1],
    ['soon', 1],
  ] as const) {
    const { clock, pages, verifier } = scene()
    pages.answerWith(() => new Response(null, { status: 429, headers: { 'retry-after': asked } }))
    const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
    assert.equal(error.responseHeaders['Retry-After'], String(kept))
    clock.advance(kept * 0.75)
    await assertRefused(() => verifier.verify(token), 'keys_unavailable')
    assert.equal(pages.urls.length, 1)
    pages.answerWith(undefined)
    clock.advance(kept * 0.25)
    await verifier.verify(token)
  }
})

test('takes an answer that a fetch of its own redirected to for a redirect (checklist 47)', async () => {
  const { pages, verifier } = scene()
  const followed = json({ keys: [known.jwk] })
  Object.defineProperty(followed, 'redirected', { value: true })
  pages.answerKeysWith(() => followed)
  const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.equal(error.details.reason, 'redirect')
})

test('waits for nothing while it backs off with stale keys', async () => {
  const { clock, pages, verifier } = scene()
  await verifier.verify(token)
  clock.advance(700)
  pages.answerWith(noNetwork)
  await verifier.verify(token)
  const asked = pages.urls.length
  pages.answerWith(never)
  await verifier.verify(buildToken({ key: known, claims: { exp: NOW + HOUR, jti: 'another' } }))
  assert.equal(pages.urls.length, asked)
})

test('tells every waiting caller the same when a shared fetch fails', async () => {
  const { pages, verifier } = scene()
  pages.answerWith(never)
  const results = await Promise.all(Array.from({ length: 20 }, () => verifier.tryVerify(token)))
  for (const result of results) assert.equal(!result.ok && result.error.code, 'keys_unavailable')
  assert.equal(pages.urls.length, 1)
})

test('takes a document of just the allowed size', async () => {
  const { pages, verifier } = scene({ maxBytes: 2048 })
  const document = { keys: [known.jwk], fill: '' }
  document.fill = 'x'.repeat(2048 - JSON.stringify(document).length)
  pages.answerKeysWith(() => json(document))
  await verifier.verify(token)
})

function halfOf(start: string): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(start)) })
}

function brokenStream(): ReadableStream {
  return new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
}

function endlessStream(): ReadableStream {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0x20)),
    cancel: () => Promise.reject(new Error('cannot be cancelled')),
  })
}
