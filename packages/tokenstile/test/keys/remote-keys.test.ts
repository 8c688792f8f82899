import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RemoteKeys } from 'tokenstile'
import { createClock, settle } from '../support/clock.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { createKey, testKey, type TestKey } from '../support/keys.ts'
import { openMemoryScene, type MemoryScene } from '../support/memory-scene.ts'
import { publishedKeys } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../support/tokens.ts'

const old = testKey('ES256', 'old')
const fresh = testKey('ES256', 'fresh')

/** A verifier that fetches the keys of an issuer which publishes the old key. */
const scene = (
  engine: (typeof ENGINES)[number],
  keys: RemoteKeys = {},
  headers: Record<string, string> = {},
): MemoryScene => openMemoryScene([old], { engine, keys, headers })

/** A token that outlives every test. */
function tokenBy(key: TestKey, claims: Record<string, unknown> = {}): string {
  return buildToken({ key, claims: { exp: NOW + 100_000, ...claims } })
}

for (const engine of ENGINES) {
  const on = `on the ${engine.name} engine`

  test(`fetches nothing before the first token, then each document once ${on}`, async () => {
    const { pages, verifier } = scene(engine)
    await settle()
    assert.deepEqual(pages.urls, [])
    await verifier.verify(tokenBy(old))
    await verifier.verify(tokenBy(old, { jti: 'second' }))
    assert.deepEqual(pages.urls, [`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/keys`])
  })

  test(`fetches once for a hundred callers that come at once ${on} (checklist 59)`, async () => {
    const { pages, verifier } = scene(engine)
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => verifier.verify(tokenBy(old, { jti: `token ${index}` }))),
    )
    assert.equal(pages.urls.length, 2)
  })

  test(`asks past every cache, without following a redirect ${on} (checklist 47)`, async () => {
    const pages = publishedKeys([old])
    const requests: RequestInit[] = []
    const fetch: typeof globalThis.fetch = (url, init) => {
      requests.push(init ?? {})
      return pages.fetch(url)
    }
    await createVerifierOn(engine, issuerOptions({ keys: {} }), { ...createClock().clocks, fetch }).verify(
      tokenBy(old),
    )
    assert.equal(requests.length, 2)
    for (const { redirect, headers, signal } of requests) {
      assert.equal(redirect, 'manual')
      assert.equal(new Headers(headers).get('cache-control'), 'no-cache')
      assert.ok(signal instanceof AbortSignal)
    }
  })

  test(`costs no fetch to refuse what no key could save ${on} (checklist 59)`, async () => {
    const { pages, verifier } = scene(engine)
    const hopeless = [
      buildToken({ claims: { iss: 'https://other.example' } }),
      buildToken({ claims: { aud: 'https://other.example' } }),
      buildToken({ claims: { exp: NOW - 3600 } }),
      buildToken({ header: { alg: 'none' } }),
      buildToken({ header: { typ: 'JWT' } }),
      buildToken({ header: { crit: ['b64'] } }),
      'opaque',
    ]
    for (const token of hopeless) assert.equal((await verifier.tryVerify(token)).ok, false)
    assert.deepEqual(pages.urls, [])
  })

  test(`serves from memory until the set is nearly outdated, then refreshes behind a request ${on}`, async () => {
    const { clock, pages, verifier } = scene(engine)
    await verifier.verify(tokenBy(old))
    clock.advance(200)
    await verifier.verify(tokenBy(old, { jti: 'second' }))
    await settle()
    assert.equal(pages.keyFetches(), 1)
    clock.advance(90)
    pages.answerWith(() => new Promise(() => undefined))
    // The page never answers: whoever waited for it would never come back.
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => verifier.verify(tokenBy(old, { jti: `late ${index}` }))),
    )
    assert.equal(pages.urls.length, 3)
  })

  test(`waits for the refresh where the set is older than twice its life, and takes what it brings ${on}`, async () => {
    const { clock, pages, verifier } = scene(engine)
    const token = tokenBy(old)
    await verifier.verify(token)
    pages.publish(fresh)
    clock.advance(601)
    await assertRefused(() => verifier.verify(token), 'unknown_key')
    await verifier.verify(tokenBy(fresh))
  })

  test(`refuses a key that was removed, once a refresh has told it, also for a remembered token ${on} (checklist 59)`, async () => {
    const { clock, pages, verifier } = scene(engine)
    const token = tokenBy(old)
    await verifier.verify(token)
    pages.publish(fresh)
    clock.advance(290)
    await verifier.verify(token)
    // The refresh goes on behind the answer, as long as this engine takes.
    while ((verifier.health().issuers[0]?.ageSeconds ?? 0) > 0) await settle()
    await assertRefused(() => verifier.verify(token), 'unknown_key')
    await verifier.verify(tokenBy(fresh))
  })

  test(`takes a removed key back when it is published again ${on}`, async () => {
    const { clock, pages, verifier } = scene(engine)
    const token = tokenBy(old)
    for (const [key, code] of [[old], [fresh, 'unknown_key'], [old]] as const) {
      pages.publish(key)
      clock.advance(601)
      if (code === undefined) await verifier.verify(token)
      else await assertRefused(() => verifier.verify(token), code)
    }
  })

  test(`goes on to know keys however many sets have passed ${on}`, async () => {
    const { clock, pages, verifier } = scene(engine)
    for (let set = 0; set < 3; set++) {
      const many = Array.from({ length: 99 }, () => createKey('Ed25519'))
      pages.publish(old, ...many)
      clock.advance(601)
      await verifier.verify(tokenBy(old))
      await verifier.verify(tokenBy(many[98] as TestKey))
    }
  })

  for (const [cacheControl, ttlSeconds, liveSeconds] of [
    ['max-age=600', 300, 600],
    ['public, max-age=600, must-revalidate', 300, 600],
    ['MAX-AGE="600"', 300, 600],
    ['max-age=1', 300, 60],
    ['max-age=0', 300, 60],
    ['max-age=999999', 300, 3600],
    ['max-age', 300, 300],
    ['max-age=', 300, 300],
    ['max-age=-5', 300, 300],
    ['max-age=1e3', 300, 300],
    ['max-age=9999999999', 300, 300],
    ['s-maxage=900', 300, 300],
    ['no-store', 300, 300],
    ['', 30, 30],
    ['', 7200, 7200],
  ] as const) {
    test(`gives a set ${liveSeconds} s with "${cacheControl}" and a ttl of ${ttlSeconds} s ${on} (checklist 47)`, async () => {
      const { clock, pages, verifier } = scene(engine, { ttlSeconds }, { 'cache-control': cacheControl })
      await verifier.verify(tokenBy(old))
      clock.advance(liveSeconds * 0.75)
      await verifier.verify(tokenBy(old))
      await settle()
      assert.equal(pages.keyFetches(), 1, 'still young')
      clock.advance(liveSeconds * 1.2)
      pages.answerWith(() => new Promise(() => undefined))
      await verifier.verify(tokenBy(old))
      assert.equal(pages.urls.length, 3, 'refreshed behind a request before twice its life')
    })
  }

  test(`fetches from the jwksUri alone where it is configured ${on}`, async () => {
    const { pages, verifier } = scene(engine, { jwksUri: `${ISSUER}/keys` })
    await verifier.verify(tokenBy(old))
    assert.deepEqual(pages.urls, [`${ISSUER}/keys`])
  })
}

test('refuses mistakes in the options of remote keys (checklist 61)', async () => {
  const mistakes: [keys: unknown, option: string][] = [
    [null, 'keys'],
    ['https://issuer.example/keys', 'keys'],
    [[], 'keys'],
    [{ ttl: 1 }, 'keys.ttl'],
    [{ jwksUri: 'http://issuer.example/keys' }, 'keys.jwksUri'],
    [{ jwksUri: 'file:///etc/keys' }, 'keys.jwksUri'],
    [{ jwksUri: '/keys' }, 'keys.jwksUri'],
    [{ jwksUri: 1 }, 'keys.jwksUri'],
    [{ discoveryUrl: 'http://issuer.example/' }, 'keys.discoveryUrl'],
    [{ discoveryUrl: 'https://user:word@issuer.example/' }, 'keys.discoveryUrl'],
    [{ jwks: { keys: [old.jwk] }, jwksUri: `${ISSUER}/keys` }, 'keys.jwksUri'],
    ...['ttlSeconds', 'staleSeconds', 'timeoutMs', 'maxBytes'].flatMap((name) =>
      [-1, NaN, Infinity, '300', null].map((value): [unknown, string] => [{ [name]: value }, `keys.${name}`]),
    ),
    [{ ttlSeconds: 0 }, 'keys.ttlSeconds'],
    [{ timeoutMs: 0 }, 'keys.timeoutMs'],
    [{ maxBytes: 100 }, 'keys.maxBytes'],
    [{ unknownKids: 2 }, 'keys.unknownKids'],
    [{ unknownKids: {} }, 'keys.unknownKids.fetches'],
    [{ unknownKids: { fetches: 0, perSeconds: 30 } }, 'keys.unknownKids.fetches'],
    [{ unknownKids: { fetches: 1.5, perSeconds: 30 } }, 'keys.unknownKids.fetches'],
    [{ unknownKids: { fetches: 1, perSeconds: 0 } }, 'keys.unknownKids.perSeconds'],
    [{ unknownKids: { fetches: 1, perSeconds: Infinity } }, 'keys.unknownKids.perSeconds'],
  ]
  for (const [keys, option] of mistakes) {
    await assertConfigError(
      () => createVerifierOn(ENGINES[0]!, issuerOptions({ keys: keys as RemoteKeys })),
      option,
    )
  }
})

test('counts the life of a set from when a cache on the way got it', async () => {
  for (const [headers, due] of [
    [{ 'cache-control': 'max-age=1000', age: '400' }, 570],
    [{ 'cache-control': 'max-age=1000', age: '990' }, 57],
    [{ 'cache-control': 'max-age=1000', age: 'old' }, 950],
    [{ age: '290' }, 285],
  ] as const) {
    const { clock, pages, verifier } = scene(ENGINES[0], {}, headers)
    await verifier.verify(tokenBy(old))
    clock.advance(due * 0.8)
    await verifier.verify(tokenBy(old))
    await settle()
    assert.equal(pages.keyFetches(), 1, JSON.stringify(headers))
    clock.advance(due * 0.2)
    await verifier.verify(tokenBy(old))
    await settle()
    assert.equal(pages.keyFetches(), 2, JSON.stringify(headers))
  }
})

test('refreshes at another age in each process, between four fifths of the life and its end', async () => {
  const ages = new Set<number>()
  for (let process = 0; process < 40; process++) {
    const { clock, pages, verifier } = scene(ENGINES[0])
    await verifier.verify(tokenBy(old))
    let age = 0
    const asked = pages.urls.length
    while (pages.urls.length === asked && age < 300) {
      clock.advance(1)
      age++
      await verifier.verify(tokenBy(old))
    }
    assert.ok(age >= 240 && age <= 287, `${age} seconds`)
    ages.add(age)
  }
  assert.ok(ages.size > 5, `${ages.size} different ages`)
})
