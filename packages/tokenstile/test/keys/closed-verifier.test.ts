import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHttpScene } from '../support/http-scene.ts'
import { testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'

test('fetches nothing more once it is closed: neither old keys anew nor new ones', async (t) => {
  const { clock, site, network, verifier, tokenBy } = await openHttpScene(t)
  await verifier.verify(tokenBy())
  verifier.close()
  for (const seconds of [0, 290, 700]) {
    clock.advance(seconds)
    await verifier.tryVerify(tokenBy())
    await verifier.tryVerify(tokenBy(testKey('ES256', 'fresh')))
    await network.quiet()
  }
  assert.equal(site.asked.length, 2)
})

test(
  'hangs up on its issuer when it is closed, and tells those who wait that keys are unavailable',
  { timeout: 20_000 },
  async (t) => {
    const { site, verifier, tokenBy } = await openHttpScene(t, { timeoutMs: 120_000 })
    const hungUp = new Promise<void>((resolve) => {
      site.answerWith((request) => {
        request.socket.once('close', () => resolve())
        verifier.close()
      })
    })
    await assertRefused(() => verifier.verify(tokenBy()), 'keys_unavailable')
    await hungUp
  },
)
