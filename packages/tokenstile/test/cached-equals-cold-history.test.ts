import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IssuerOptions, KeySource, Revocation } from 'tokenstile'
import { createClock, settle, type TestClock } from './support/clock.ts'
import { testKey } from './support/keys.ts'
import { noNetwork, publishedKeys, type PublishedKeys } from './support/published-keys.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from './support/tokens.ts'
import { twinVerifiers, type Twins } from './support/twin-verifiers.ts'

const key = testKey('ES256', 'old')
const fresh = testKey('ES256', 'fresh')
const token = buildToken({ key, claims: { exp: NOW + 100_000 } })

interface Scene {
  readonly clock: TestClock
  readonly twins: Twins
  readonly pages: readonly PublishedKeys[]
}

/** Twins that fetch their keys, each from pages of its own, and have verified the token. */
async function scene(
  change: (options: IssuerOptions) => IssuerOptions = (options) => options,
): Promise<Scene> {
  const clock = createClock()
  const pages: PublishedKeys[] = []
  const twins = twinVerifiers(() => {
    const own = publishedKeys([key])
    pages.push(own)
    return { issuers: change(issuerOptions({ keys: {} })), settings: { ...clock.clocks, fetch: own.fetch } }
  })
  assert.equal(await twins.agree(token, 'at first'), 'accepted')
  return { clock, twins, pages }
}

const thumbprint = 'x'.repeat(43)

const HISTORIES: readonly [what: string, happen: (scene: Scene) => void][] = [
  ['nothing', () => undefined],
  ['a key that was added', ({ pages }) => pages.forEach((own) => own.publish(fresh, key))],
  ['a key that was withdrawn', ({ pages }) => pages.forEach((own) => own.publish(fresh))],
  [
    'a key of the same kid in its place',
    ({ pages }) => pages.forEach((own) => own.publish({ ...fresh.jwk, kid: key.kid })),
  ],
  [
    'a key that changed its alg',
    ({ pages }) => pages.forEach((own) => own.publish({ ...key.jwk, alg: undefined })),
  ],
  [
    'a key that changed its use',
    ({ pages }) => pages.forEach((own) => own.publish(fresh, { ...key.jwk, use: 'enc' })),
  ],
  [
    'a key that lost its kid',
    ({ pages }) => pages.forEach((own) => own.publish({ ...key.jwk, kid: undefined })),
  ],
  ['an empty set', ({ pages }) => pages.forEach((own) => own.publish())],
  ['an outage', ({ pages }) => pages.forEach((own) => own.answerWith(noNetwork))],
  [
    'a key distrusted by kid',
    ({ twins }) => twins.each((verifier) => verifier.distrustKey(ISSUER, { kid: key.kid })),
  ],
  [
    'another key distrusted',
    ({ twins }) => twins.each((verifier) => verifier.distrustKey(ISSUER, { thumbprint })),
  ],
]

/** Seconds after the first fetch: around a refresh behind a request, twice the life of a set, and the end of stale keys. */
const INSTANTS = [
  0, 1, 239.999, 240, 240.001, 299, 300, 599.999, 600, 600.001, 1200, 14_399.999, 14_400, 14_400.001, 20_000,
]

for (const [what, happen] of HISTORIES) {
  test(`answers from memory as it would without, at every age of its keys, after ${what} (checklist 59)`, async () => {
    for (const seconds of INSTANTS) {
      const here = await scene()
      happen(here)
      here.clock.advance(seconds)
      await here.twins.agree(token, `${seconds} s after`)
      await settle()
      await here.twins.agree(token, `${seconds} s after, and refreshed`)
      here.clock.advance(5)
      await here.twins.agree(token, `${seconds + 5} s after`)
      await settle()
      await here.twins.agree(token, `${seconds + 5} s after, and refreshed`)
    }
  })
}

test('answers from memory as it would without when histories follow each other', async () => {
  const here = await scene()
  for (const [what, happen] of HISTORIES.slice(0, 9)) {
    happen(here)
    for (const seconds of [1, 250, 50, 350]) {
      here.clock.advance(seconds)
      await here.twins.agree(token, what)
      await settle()
    }
    for (const own of here.pages) {
      own.answerWith(undefined)
      own.publish(key)
    }
    here.clock.advance(700)
    assert.equal(await here.twins.agree(token, `${what}, and back`), 'accepted')
  }
})

test('answers from memory as it would without when a source changes its mind', async () => {
  const clock = createClock()
  const source: { find: KeySource['find'] } = { find: () => [key.jwk] }
  const twins = twinVerifiers(() => ({ issuers: issuerOptions({ keys: source }), settings: clock.clocks }))
  const codes: string[] = []
  for (const answer of [
    () => [key.jwk],
    () => [fresh.jwk],
    () => [key.jwk],
    () => [],
    () => Promise.resolve([key.jwk]),
    () => {
      throw new Error('down')
    },
    () => [{ ...key.jwk, use: 'enc' }],
    () => 'keys' as never,
    () => [{ ...key.jwk }],
  ]) {
    source.find = answer
    for (let index = 0; index < 3; index++) codes.push(await twins.agree(token, String(answer)))
  }
  assert.deepEqual(new Set(codes), new Set(['accepted', 'unknown_key', 'keys_unavailable', 'unusable_key']))
})

test('answers from memory as it would without when the revocation list moves', async () => {
  const clock = createClock()
  const list: { isRevoked: () => unknown; epoch: () => unknown } = { isRevoked: () => false, epoch: () => 0 }
  const revocation = list as Revocation
  const twins = twinVerifiers(() => ({
    issuers: issuerOptions({}, [key]),
    settings: { ...clock.clocks, revocation },
  }))
  const answers: (() => unknown)[] = [() => false, () => true, () => 'no', () => assert.fail('down')]
  let moved = 0
  for (const answer of [...answers, ...answers.toReversed(), () => false]) {
    for (const next of [++moved, NaN, String(moved), NaN, ++moved]) {
      list.isRevoked = answer
      list.epoch = () => next
      await twins.agree(token, `${String(answer)} at ${String(next)}`)
      await twins.agree(token, `${String(answer)} at ${String(next)}, again`)
    }
  }
})

test('answers from memory as it would without when a tenant is closed, opened and changed', async () => {
  const clock = createClock()
  let tenant: IssuerOptions | undefined = issuerOptions({}, [key])
  const twins = twinVerifiers(() => ({ issuers: () => tenant, settings: clock.clocks }))
  const codes = new Set<string>()
  for (const next of [
    tenant,
    undefined,
    tenant,
    issuerOptions({ audience: 'https://other.example' }, [key]),
    issuerOptions({}, [fresh]),
    issuerOptions({ toUser: () => ({ id: 'another' }) }, [key]),
  ]) {
    tenant = next
    for (const seconds of [0, 1, 9, 289.999, 0.001, 0.001, 20]) {
      clock.advance(seconds)
      codes.add(await twins.agree(token, `${seconds} s later`))
    }
  }
  assert.deepEqual(codes, new Set(['accepted', 'untrusted_issuer', 'wrong_audience', 'unknown_key']))
})
