import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Issuers, type VerifierEvent } from 'tokenstile'
import { createClock } from '../support/clock.ts'
import { createKey, testKey } from '../support/keys.ts'
import { assertSilent, assertSilentEvent, SECRET, secret } from '../support/leak-detector.ts'
import { publishedKeys, type Page } from '../support/published-keys.ts'
import { assertConfigError } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../support/tokens.ts'

const { keys: _, ...remote } = issuerOptions()
const seen = new Set<VerifierEvent['type']>()

/** A verifier with an issuer in memory, whose events are checked as they come. */
function listen(issuers: Issuers = remote, issuer = ISSUER) {
  const published = publishedKeys([testKey()], issuer)
  const clock = createClock()
  const events: VerifierEvent[] = []
  const onEvent = (event: VerifierEvent): void => {
    assertSilentEvent(event)
    events.push(event)
    seen.add(event.type)
  }
  const verifier = createVerifier(issuers, { ...clock.clocks, fetch: published.fetch, onEvent })
  return { verifier, published, clock, events }
}

const pages: readonly (readonly [string, Page])[] = [
  ['an error page', () => new Response(SECRET, { status: 500, statusText: SECRET })],
  ['HTML', () => new Response(`<p>${SECRET}</p>`, { headers: { 'content-type': 'text/html' } })],
  ['JSON that is no document', () => Response.json({ issuer: secret('issuer'), jwks_uri: secret('uri') })],
  [
    'a redirect',
    () => new Response(null, { status: 302, headers: { location: `https://${SECRET}.example` } }),
  ],
  ['no network', () => Promise.reject(new TypeError(secret('host'), { cause: new Error(secret('cause')) }))],
]
for (const [what, page] of pages) {
  test(`an issuer that answers with ${what} makes events and errors without what it said (checklist 60)`, async () => {
    const { verifier, published, events } = listen()
    published.answerWith(page)
    const result = await verifier.tryVerify(buildToken({ claims: { sub: secret('sub') } }))
    assert.equal(!result.ok && result.error.code, 'keys_unavailable')
    if (!result.ok) assertSilent(result.error)
    assert.doesNotMatch(JSON.stringify(verifier.health()), new RegExp(SECRET))
    assert.deepEqual(
      events.map(({ type }) => type),
      ['refresh_failed', 'refused'],
    )
  })
}

test('keys that are left out make events with their kid and nothing else of theirs (checklist 60)', async () => {
  const { verifier, published, events } = listen()
  const ec = createKey('ES256').privateKey.export({ format: 'jwk' })
  const symmetric = { kty: 'oct', kid: 'shared', k: secret('shared-key') }
  published.publish(testKey(), { ...ec, kid: 'private', note: secret('note') }, symmetric, {
    kty: secret('kty'),
    kid: 'odd',
  })
  await verifier.verify(buildToken())
  assert.deepEqual(
    events.flatMap((event) => (event.type === 'key_ignored' ? [[event.kid, event.reason]] : [])),
    [
      ['private', 'private'],
      ['shared', 'symmetric'],
      ['odd', 'unknown_kty'],
    ],
  )
  for (const value of [ec.d, ec.x, ec.y]) assert.ok(!JSON.stringify(events).includes(String(value)))
})

test('a kid that no issuer has does not appear where it was throttled (checklist 27, 60)', async () => {
  const { verifier, clock, events } = listen()
  await verifier.verify(buildToken())
  clock.advance(10)
  for (let count = 0; count < 8; count++) {
    const token = buildToken({ header: { kid: secret(`kid-${count}`) } })
    const result = await verifier.tryVerify(token)
    assert.ok(!result.ok)
    assertSilent(result.error, token)
    clock.advance(6)
  }
  assert.ok(events.some(({ type }) => type === 'unknown_key_throttled'))
})

test('distrusting a key and reaching an issuer without TLS are told without values (checklist 60)', async () => {
  const issuer = 'http://issuer:4000'
  const { verifier, events } = listen({ issuer, audience: null, dangerouslyAllowHttpFor: ['issuer'] }, issuer)
  verifier.distrustKey(issuer, { kid: secret('kid') })
  verifier.distrustKey(issuer, {
    thumbprint: secret('thumbprint')
      .replaceAll(/[^\w-]/g, '-')
      .padEnd(43, 'x')
      .slice(0, 43),
  })
  await verifier.verify(buildToken({ claims: { iss: issuer } }))
  assert.deepEqual(
    events.map(({ type }) => type),
    ['key_distrusted', 'key_distrusted', 'insecure_issuer', 'keys_refreshed'],
  )
})

test('what the program throws in a listener is dropped, and changes no decision (checklist 60)', async () => {
  const settings = {
    now: createClock().now,
    onEvent: () => {
      throw new Error(secret('listener'))
    },
  }
  const verifier = createVerifier(issuerOptions(), settings)
  assert.equal((await verifier.tryVerify('opaque')).ok, false)
  assert.equal((await verifier.tryVerify(buildToken())).ok, true)
})

test('an outage, withdrawn keys and a store that fails are told without values (checklist 60)', async () => {
  const snapshot = {
    load: () => Promise.reject(new Error(secret('store'))),
    save: () => Promise.reject(new Error(secret('store'))),
  }
  const { verifier, published, clock, events } = listen({ ...remote, keys: { snapshot } })
  const token = buildToken({ claims: { exp: NOW + 100_000 } })
  await verifier.verify(token)
  published.answerKeysWith(() => Response.json({ keys: [], note: SECRET }))
  clock.advance(601)
  await verifier.verify(token)
  assert.deepEqual(
    events.map(({ type }) => type),
    [
      'snapshot_failed',
      'keys_refreshed',
      'snapshot_failed',
      'refresh_failed',
      'keys_withdrawn',
      'keys_stale',
    ],
  )
  assert.doesNotMatch(JSON.stringify(verifier.health()), new RegExp(SECRET))
})

test('a callback of onEnd that fails is told of without what it threw (checklist 60)', async () => {
  const { verifier, events } = listen(issuerOptions())
  const auth = await verifier.verify(buildToken())
  const called = new Promise<void>((resolve) => {
    verifier.onEnd(auth, () => {
      resolve()
      throw new Error(secret('callback'))
    })
  })
  verifier.distrustKey(ISSUER, { kid: testKey().kid })
  // At once; on a Worker within a second.
  await called
  assert.deepEqual(
    events.map(({ type }) => type),
    ['key_distrusted', 'on_end_failed'],
  )
})

const mistakes: readonly (readonly [option: string, changes: object])[] = [
  ['issuer', { issuer: secret('issuer') }],
  ['issuer', { issuer: `https://user:${SECRET}@issuer.example` }],
  ['issuer', { issuer: `https://issuer.example/?key=${SECRET}` }],
  ['algorithms', { algorithms: [secret('alg')] }],
  ['clockToleranceSeconds', { clockToleranceSeconds: secret('number') }],
  ['keys.jwks', { keys: { jwks: { keys: [{ kty: 'oct', k: secret('k') }] } } }],
  ['keys.jwksUri', { keys: { jwksUri: `https://a:${SECRET}@issuer.example` } }],
  ['toUser', { toUser: secret('function') }],
]
for (const [index, [option, changes]] of mistakes.entries()) {
  test(`mistake ${index + 1}, about ${option}, is told without what the option holds (checklist 60, 61)`, async () => {
    assertSilent(await assertConfigError(() => createVerifier({ ...issuerOptions(), ...changes }), option))
  })
}

test('what toUser gives stays out of the error about it (checklist 60)', async () => {
  const verifier = createVerifier(issuerOptions({ toUser: () => ({ at: new Map([[SECRET, SECRET]]) }) }), {
    now: createClock().now,
  })
  assertSilent(await assertConfigError(() => verifier.verify(buildToken()), 'toUser'))
})

test('these tests have seen every event that there is (checklist 60)', () => {
  const all: Record<VerifierEvent['type'], true> = {
    refused: true,
    keys_refreshed: true,
    refresh_failed: true,
    key_ignored: true,
    unknown_key_throttled: true,
    key_distrusted: true,
    keys_stale: true,
    keys_withdrawn: true,
    snapshot_failed: true,
    on_end_failed: true,
    insecure_issuer: true,
  }
  assert.deepEqual([...seen].toSorted(), Object.keys(all).toSorted())
})
