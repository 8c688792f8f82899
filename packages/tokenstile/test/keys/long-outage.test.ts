import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHttpScene, type HttpScene } from '../support/http-scene.ts'
import { assertRefused } from '../support/refusals.ts'
import { verifyAtOnce } from '../support/verify-at-once.ts'

/** Serves tokens while the keys get this old; `verifySync` refuses where it would have to wait. */
async function serveUntil(
  ageSeconds: number,
  { clock, network, verifier, tokenBy }: HttpScene,
): Promise<void> {
  for (let age = 10; age < ageSeconds; age += 10) {
    clock.advance(10)
    await verifyAtOnce(verifier, tokenBy())
    await Promise.resolve()
    // Whatever the first one started is under way now, or has just failed.
    await verifyAtOnce(verifier, tokenBy())
    await network.quiet()
    await verifyAtOnce(verifier, tokenBy())
  }
  clock.advance(10)
}

test('verifies for four hours after its issuer went down without one token waiting, then says 503, and recovers by itself (checklist 59)', async (t) => {
  const scene = await openHttpScene(t)
  const { clock, site, log, verifier, tokenBy } = scene
  await verifier.verify(tokenBy())
  await site.stop()
  await serveUntil(4 * 3600, scene)
  assert.ok(log.events.filter(({ type }) => type === 'refresh_failed').length > 100, 'it went on asking')
  const error = await assertRefused(() => verifier.verify(tokenBy()), 'keys_unavailable')
  assert.equal(error.status, 503)
  assert.ok(Number(error.responseHeaders['Retry-After']) >= 1)
  await site.start()
  clock.advance(60)
  await verifier.verify(tokenBy())
  assert.equal(verifier.health().state, 'ready')
})

test('lets no token wait for an issuer that takes requests and never answers (checklist 59)', async (t) => {
  const scene = await openHttpScene(t, { timeoutMs: 100, staleSeconds: 1800 })
  const { site, log, verifier, tokenBy } = scene
  await verifier.verify(tokenBy())
  site.answerWith(() => undefined)
  await serveUntil(1800, scene)
  const failures = log.events.flatMap((event) => (event.type === 'refresh_failed' ? [event.failure] : []))
  assert.ok(failures.length > 20, String(failures.length))
  assert.deepEqual(new Set(failures), new Set(['timeout']))
})
