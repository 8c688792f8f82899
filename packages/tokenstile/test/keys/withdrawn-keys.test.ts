import assert from 'node:assert/strict'
import { test } from 'node:test'
import { known, openHttpScene } from '../support/http-scene.ts'
import { verifyAtOnce } from '../support/verify-at-once.ts'

test('tells that its issuer withdrew all keys, serves the good ones on, and takes them back, over HTTP (checklist 59)', async (t) => {
  const { clock, site, log, network, verifier, tokenBy } = await openHttpScene(t)
  await verifier.verify(tokenBy())
  site.publish()
  for (let age = 0; age < 1200; age += 10) {
    clock.advance(10)
    await verifyAtOnce(verifier, tokenBy())
    await network.quiet()
  }
  const types: readonly string[] = log.events.map(({ type }) => type)
  assert.ok(types.includes('keys_withdrawn'), types.join())
  assert.equal(verifier.health().state, 'degraded')
  site.publish(known)
  clock.advance(60)
  const refreshed = log.next('keys_refreshed')
  await verifyAtOnce(verifier, tokenBy())
  await refreshed
  assert.equal(verifier.health().state, 'ready')
})
