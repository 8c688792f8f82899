import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { known, openHttpScene, type HttpScene } from '../support/http-scene.ts'
import { verifyAtOnce } from '../support/verify-at-once.ts'

/** Verifies a thousand tokens of made-up kids over a time, a known key's among them. Gives the refusals by code. */
async function flood({ clock, verifier, tokenBy }: HttpScene, seconds: number): Promise<Map<string, number>> {
  const codes = new Map<string, number>()
  for (let wave = 0; wave < 100; wave++) {
    clock.advance(seconds / 100)
    const strangers = Array.from({ length: 10 }, () =>
      verifier.tryVerify(tokenBy(known, { kid: randomUUID() })),
    )
    await verifyAtOnce(verifier, tokenBy())
    for (const result of await Promise.all(strangers)) {
      assert.ok(!result.ok)
      codes.set(result.error.code, (codes.get(result.error.code) ?? 0) + 1)
    }
  }
  return codes
}

test('refreshes twice for a thousand made-up kids in ten seconds, and known keys never wait (checklist 59)', async (t) => {
  const scene = await openHttpScene(t)
  await scene.verifier.verify(scene.tokenBy())
  scene.clock.advance(60)
  const codes = await flood(scene, 10)
  assert.equal(scene.site.keyFetches(), 1 + 2)
  assert.deepEqual([...codes.keys()].toSorted(), ['keys_unavailable', 'unknown_key'])
})

test('asks nobody without end while made-up kids keep coming: two at once and one more in fifteen seconds (checklist 59)', async (t) => {
  const scene = await openHttpScene(t, { ttlSeconds: 3600 })
  await scene.verifier.verify(scene.tokenBy())
  scene.clock.advance(60)
  await flood(scene, 300)
  const refreshes = scene.site.keyFetches() - 1
  assert.ok(refreshes <= 2 + 300 / 15, String(refreshes))
  assert.ok(refreshes >= 300 / 15, String(refreshes))
})

test('calls no made-up kid a bad token while the issuer cannot be asked, and known keys never wait (checklist 59)', async (t) => {
  const scene = await openHttpScene(t)
  await scene.verifier.verify(scene.tokenBy())
  await scene.site.stop()
  scene.clock.advance(60)
  assert.deepEqual(await flood(scene, 100), new Map([['keys_unavailable', 1000]]))
})
