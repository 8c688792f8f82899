import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { known, openHttpScene } from '../support/http-scene.ts'
import { testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'

const fresh = testKey('ES256', 'fresh')

for (const [strangers, seconds] of [
  [2, 0.1],
  [2, 4.9],
  [1000, 1],
  [1000, 10],
] as const) {
  test(`says unavailable, never unknown, of a new key ${seconds} s after ${strangers} made-up kids spent the meter (checklist 59)`, async (t) => {
    const { clock, site, verifier, tokenBy } = await openHttpScene(t)
    await verifier.verify(tokenBy())
    clock.advance(60)
    for (let index = 0; index < strangers; index++) {
      await verifier.tryVerify(tokenBy(known, { kid: randomUUID() }))
    }
    assert.equal(site.keyFetches(), 3, 'the meter is spent')
    site.publish(fresh, known)
    clock.advance(seconds)
    const { responseHeaders } = await assertRefused(() => verifier.verify(tokenBy(fresh)), 'keys_unavailable')
    assert.ok(Number(responseHeaders['Retry-After']) <= 15)
    clock.advance(15)
    await verifier.verify(tokenBy(fresh))
  })
}
