import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { background } from '../support/background.ts'
import { createClock, settle } from '../support/clock.ts'
import { testKey } from '../support/keys.ts'
import { publishedKeys } from '../support/published-keys.ts'
import { buildToken, issuerOptions, NOW, now } from '../support/tokens.ts'

const key = testKey('ES256')
const token = buildToken({ key, claims: { exp: NOW + 100_000 } })
const strange = (): string => buildToken({ key, header: { kid: `strange ${Math.random()}` } })

test('recovers from a clock of the program that threw during a fetch, and ends no process with it', async () => {
  const clock = createClock()
  const pages = publishedKeys([key])
  let isBroken = false
  const settings = {
    ...background,
    monotonicNow: clock.monotonicNow,
    fetch: pages.fetch,
    now: () => (isBroken ? assert.fail('the clock is broken') : clock.now()),
  }
  const verifier = createVerifier(issuerOptions({ keys: {} }), settings)
  await verifier.verify(token)
  clock.advance(290)
  const refreshed = verifier.verify(token)
  isBroken = true
  await refreshed
  await settle()
  isBroken = false
  await verifier.verify(token)
  await settle()
  assert.equal(pages.keyFetches(), 2)
})

test('meters unknown kids by a monotonic clock that was set back, was infinite or no number (checklist 59)', async () => {
  for (const broken of [-1e9, Number.POSITIVE_INFINITY, Number.NaN]) {
    const pages = publishedKeys([key])
    let elapsed = 1e6
    const settings = { now, fetch: pages.fetch, monotonicNow: () => elapsed }
    const verifier = createVerifier(issuerOptions({ keys: {} }), settings)
    await verifier.verify(token)
    elapsed = broken
    await verifier.tryVerify(strange())
    elapsed = 1e6 + 1000
    const asked = pages.keyFetches()
    for (let index = 0; index < 20; index++) await verifier.tryVerify(strange())
    // Two by the meter; the set itself seems old to a clock that jumped.
    assert.ok(pages.keyFetches() - asked <= 3, `${pages.keyFetches() - asked} fetches after ${broken}`)
  }
})
