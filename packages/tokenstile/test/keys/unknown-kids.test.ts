import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type RemoteKeys } from 'tokenstile'
import { createClock, settle } from '../support/clock.ts'
import { createKey, testKey, type TestKey } from '../support/keys.ts'
import { openMemoryScene, type MemoryScene } from '../support/memory-scene.ts'
import { noNetwork, publishedKeys } from '../support/published-keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions } from '../support/tokens.ts'

const known = testKey('ES256', 'known')
const fresh = testKey('ES256', 'fresh')

/** A verifier that has fetched the known key, and then some seconds have passed. */
async function scene(secondsLater: number, keys: RemoteKeys = {}): Promise<MemoryScene> {
  const opened = openMemoryScene([known], { keys })
  await opened.verifier.verify(buildToken({ key: known }))
  opened.clock.advance(secondsLater)
  opened.events.length = 0
  return opened
}

let made = 0
/** A token whose kid nobody ever published. */
function unknownToken(): string {
  return buildToken({ key: known, header: { kid: `nobody's ${made++}` } })
}

for (const secondsLater of [0, 0.5, 6, 60, 200]) {
  test(`passes a token on its first try whose key appeared ${secondsLater} s after the first fetch`, async () => {
    const { pages, verifier } = await scene(secondsLater)
    pages.publish(known, fresh)
    await verifier.verify(buildToken({ key: fresh }))
    assert.equal(pages.keyFetches(), 2)
  })
}

test('fetches once for a hundred tokens of a key that appeared a moment ago (checklist 59)', async () => {
  const { pages, verifier } = await scene(60)
  pages.publish(known, fresh)
  const tokens = Array.from({ length: 100 }, (_, index) =>
    buildToken({ key: fresh, claims: { jti: `token ${index}` } }),
  )
  await Promise.all(tokens.map((token) => verifier.verify(token)))
  assert.equal(pages.keyFetches(), 2)
})

test('passes a token that came while a fetch was on its way which began before its key appeared', async () => {
  const { clock, pages, verifier } = await scene(601)
  const answers: ((response: Response) => void)[] = []
  pages.answerKeysWith(() => new Promise((resolve) => answers.push(resolve)))
  const waiting = verifier.verify(buildToken({ key: known }))
  await settle()
  clock.advance(1)
  const late = verifier.verify(buildToken({ key: fresh }))
  pages.answerKeysWith(undefined)
  pages.publish(known, fresh)
  answers[0]?.(new Response(JSON.stringify({ keys: [known.jwk] })))
  await Promise.all([waiting, late])
})

test('joins a refresh that is on its way instead of starting another', async () => {
  const { pages, verifier } = await scene(290)
  pages.publish(known, fresh)
  await Promise.all([
    verifier.verify(buildToken({ key: known })),
    verifier.verify(buildToken({ key: fresh })),
  ])
  assert.equal(pages.keyFetches(), 2)
})

test('calls a kid unknown only after a fetch that began when its token was there', async () => {
  const { pages, verifier } = await scene(60)
  await assertRefused(() => verifier.verify(unknownToken()), 'unknown_key')
  assert.equal(pages.keyFetches(), 2)
})

test('fetches twice in thirty seconds for unknown kids, however many come (checklist 59)', async () => {
  const { clock, pages, events, verifier } = await scene(60)
  const codes: string[] = []
  for (let index = 0; index < 200; index++) {
    const result = await verifier.tryVerify(unknownToken())
    assert.ok(!result.ok)
    codes.push(result.error.code)
  }
  assert.equal(pages.keyFetches(), 3)
  assert.deepEqual(codes.slice(0, 2), ['unknown_key', 'unknown_key'])
  assert.deepEqual([...new Set(codes.slice(2))], ['keys_unavailable'], 'nobody knows without a fetch')
  clock.advance(6)
  const error = await assertRefused(() => verifier.verify(unknownToken()), 'keys_unavailable')
  assert.equal(error.status, 503)
  assert.ok(Number(error.responseHeaders['Retry-After']) >= 1)
  assert.equal(error.details.reason, 'unknown_kid_throttled')
  assert.equal(events.filter(({ type }) => type === 'unknown_key_throttled').length, 199)
  assert.equal(pages.keyFetches(), 3)
  clock.advance(10)
  await assertRefused(() => verifier.verify(unknownToken()), 'unknown_key')
  assert.equal(pages.keyFetches(), 4, 'one more after half the time')
})

test('lets a flood of unknown kids cost a known key nothing (checklist 59)', async () => {
  const { clock, pages, verifier } = await scene(60)
  for (let index = 0; index < 50; index++) await verifier.tryVerify(unknownToken())
  clock.advance(10)
  const fetched = pages.urls.length
  pages.answerWith(() => new Promise(() => undefined))
  await verifier.verify(buildToken({ key: known, claims: { jti: 'another' } }))
  assert.equal(pages.urls.length, fetched)
})

test('meters as the options say', async () => {
  const { clock, pages, verifier } = await scene(60, { unknownKids: { fetches: 1, perSeconds: 100 } })
  await assertRefused(() => verifier.verify(unknownToken()), 'unknown_key')
  clock.advance(50)
  await assertRefused(() => verifier.verify(unknownToken()), 'keys_unavailable')
  assert.equal(pages.keyFetches(), 2)
  clock.advance(50)
  await assertRefused(() => verifier.verify(unknownToken()), 'unknown_key')
  assert.equal(pages.keyFetches(), 3)
})

test('takes the very first fetch from no meter', async () => {
  const clock = createClock()
  const pages = publishedKeys([known])
  const keys = { unknownKids: { fetches: 1, perSeconds: 3600 } }
  const verifier = createVerifier(issuerOptions({ keys }), { ...clock.clocks, fetch: pages.fetch })
  await assertRefused(() => verifier.verify(unknownToken()), 'unknown_key')
  clock.advance(60)
  pages.publish(fresh)
  await verifier.verify(buildToken({ key: fresh }))
})

test('counts fetches that failed, and backs off', async () => {
  const { clock, pages, verifier } = await scene(60)
  pages.answerWith(noNetwork)
  const error = await assertRefused(() => verifier.verify(unknownToken()), 'keys_unavailable')
  assert.equal(error.details.reason, 'network_error')
  const asked = pages.urls.length
  for (let index = 0; index < 20; index++)
    await assertRefused(() => verifier.verify(unknownToken()), 'keys_unavailable')
  assert.equal(pages.urls.length, asked, 'nobody asks while backing off')
  clock.advance(1.5)
  await assertRefused(() => verifier.verify(unknownToken()), 'keys_unavailable')
  assert.equal(pages.urls.length, asked + 1)
  clock.advance(3)
  await assertRefused(() => verifier.verify(unknownToken()), 'keys_unavailable')
  assert.equal(pages.urls.length, asked + 1, 'the meter is empty')
  await verifier.verify(buildToken({ key: known, claims: { jti: 'another' } }))
})

test('fetches nothing for a bad signature', async () => {
  const { pages, verifier } = await scene(60)
  const foreign: TestKey = { ...createKey('ES256'), kid: known.kid }
  await assertRefused(() => verifier.verify(buildToken({ key: foreign })), 'bad_signature')
  await assertRefused(
    () => verifier.verify(buildToken({ key: foreign, header: { kid: undefined } })),
    'bad_signature',
  )
  assert.equal(pages.keyFetches(), 1)
})

test('fetches nothing for a key that the set has and that cannot be used', async () => {
  const { clock, pages, verifier } = await scene(0)
  pages.publish(known, { kty: 'oct', kid: 'symmetric', k: 'AAAA' })
  clock.advance(601)
  await verifier.verify(buildToken({ key: known }))
  await assertRefused(
    () => verifier.verify(buildToken({ key: known, header: { kid: 'symmetric' } })),
    'unusable_key',
  )
  assert.equal(pages.keyFetches(), 2)
  assert.equal(verifier.health().issuers[0]?.issuer, ISSUER)
})
