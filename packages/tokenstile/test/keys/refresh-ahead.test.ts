import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHttpScene } from '../support/http-scene.ts'
import { testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { verifyAtOnce } from '../support/verify-at-once.ts'

test('refreshes behind its tokens, however long the issuer takes: none waits (checklist 59)', async (t) => {
  const { clock, site, log, verifier, tokenBy } = await openHttpScene(t, { timeoutMs: 120_000 })
  await verifier.verify(tokenBy())
  const release = site.holdKeys()
  clock.advance(290)
  const refreshed = log.next('keys_refreshed')
  const asked = site.nextRequest()
  await verifyAtOnce(verifier, tokenBy())
  await asked
  for (let age = 300; age < 600; age += 10) {
    await verifyAtOnce(verifier, tokenBy())
    await verifier.verify(tokenBy())
    clock.advance(10)
  }
  assert.equal(log.events.length, 1, 'the first fetch told of itself, the refresh has not come back')
  release()
  await refreshed
  assert.equal(site.keyFetches(), 2)
})

test('answers for the old set until the refresh is back, and for the new one from then on', async (t) => {
  const fresh = testKey('ES256', 'fresh')
  const { clock, site, log, verifier, tokenBy } = await openHttpScene(t)
  const remembered = tokenBy()
  await verifier.verify(remembered)
  site.publish(fresh)
  const release = site.holdKeys()
  clock.advance(290)
  const refreshed = log.next('keys_refreshed')
  await verifyAtOnce(verifier, remembered)
  await verifyAtOnce(verifier, tokenBy())
  release()
  await refreshed
  await verifyAtOnce(verifier, tokenBy(fresh))
  await assertRefused(() => verifier.verify(remembered), 'unknown_key')
})
