import assert from 'node:assert/strict'
import { test } from 'node:test'
import { known, openHttpScene } from '../support/http-scene.ts'
import { createKey, testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'

test('follows new material under an old kid at the next refresh, and asks for no bad signature (checklist 59)', async (t) => {
  const { clock, site, log, network, verifier, tokenBy } = await openHttpScene(t)
  const replaced = createKey('ES256', known.kid)
  const remembered = tokenBy()
  await verifier.verify(remembered)
  site.publish(replaced)
  for (let index = 0; index < 20; index++) {
    clock.advance(10)
    await assertRefused(() => verifier.verify(tokenBy(replaced)), 'bad_signature')
    await verifier.verify(remembered)
    await network.quiet()
  }
  assert.equal(site.asked.length, 2)
  clock.advance(90)
  const refreshed = log.next('keys_refreshed')
  await assertRefused(() => verifier.verify(tokenBy(replaced)), 'bad_signature')
  await refreshed
  await verifier.verify(tokenBy(replaced))
  await assertRefused(() => verifier.verify(remembered), 'bad_signature')
})

test('goes on with both where two keys share a kid, and with one where the other is taken away', async (t) => {
  const twin = { ...testKey('ES256', 'twin'), kid: known.kid }
  const { clock, site, verifier, tokenBy } = await openHttpScene(t)
  site.publish(known, { ...twin.jwk, kid: known.kid })
  await verifier.verify(tokenBy())
  await verifier.verify(tokenBy(twin))
  site.publish({ ...twin.jwk, kid: known.kid })
  clock.advance(601)
  await verifier.verify(tokenBy(twin))
  await assertRefused(() => verifier.verify(tokenBy()), 'bad_signature')
})

test('verifies by keys that say nothing but their material, fetched over HTTP', async (t) => {
  const { site, verifier, tokenBy } = await openHttpScene(t)
  const { kid: _kid, alg: _alg, use: _use, ...bare } = known.jwk
  site.publish(testKey('ES256', 'other'), bare)
  await verifier.verify(tokenBy(known, { kid: undefined }))
  await assertRefused(() => verifier.verify(tokenBy()), 'unknown_key')
})
