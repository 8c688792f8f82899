import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHttpScene } from '../support/http-scene.ts'
import { assertRefused } from '../support/refusals.ts'
import { NOW } from '../support/tokens.ts'
import { verifyAtOnce } from '../support/verify-at-once.ts'

const DAY = 86_400

for (const [way, moment, code] of [
  ['forward', NOW + 4 * DAY, 'token_expired'],
  ['back', NOW - DAY, 'token_not_yet_valid'],
] as const) {
  test(`neither fetches nor forgets keys when the clock of the wall jumps ${way}, and recovers when it is set right`, async (t) => {
    const { clock, site, network, verifier, tokenBy } = await openHttpScene(t)
    const remembered = tokenBy()
    await verifier.verify(remembered)
    clock.set(moment)
    for (const token of [remembered, tokenBy()]) await assertRefused(() => verifier.verify(token), code)
    const { state, issuers } = verifier.health()
    assert.deepEqual([state, issuers[0]?.keys, issuers[0]?.ageSeconds], ['ready', 1, 0])
    clock.set(NOW)
    for (const token of [remembered, tokenBy()]) await verifyAtOnce(verifier, token)
    await network.quiet()
    assert.equal(site.asked.length, 2)
  })
}

for (const [way, moment, code] of [
  ['forward', NOW + 4 * DAY, 'token_expired'],
  ['back', NOW - DAY, 'token_not_yet_valid'],
] as const) {
  test(`refreshes when keys get old by the clock that does not jump, the other having gone ${way}`, async (t) => {
    const { clock, site, log, verifier, tokenBy } = await openHttpScene(t)
    await verifier.verify(tokenBy())
    clock.set(moment)
    clock.advance(290)
    await assertRefused(() => verifier.verify(tokenBy()), code)
    clock.set(NOW)
    const refreshed = log.next('keys_refreshed')
    await verifyAtOnce(verifier, tokenBy())
    await refreshed
    assert.equal(site.keyFetches(), 2)
  })
}
