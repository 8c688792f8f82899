import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCachingProxy } from '../support/caching-proxy.ts'
import { openIssuer } from '../support/http-issuer.ts'
import { createHttpVerifier, known, openHttpScene } from '../support/http-scene.ts'
import { testKey } from '../support/keys.ts'

const fresh = testKey('ES256', 'fresh')

for (const [when, seconds] of [
  ['at once', 0],
  ['within a second of the first fetch', 0.9],
  ['a minute later', 60],
  ['while the set is nearly outdated', 290],
  ['after hours', 3 * 3600],
] as const) {
  test(`passes the first token of a key that was published a moment ago, ${when}, over HTTP`, async (t) => {
    const { clock, site, verifier, tokenBy } = await openHttpScene(t)
    await verifier.verify(tokenBy())
    clock.advance(seconds)
    site.publish(fresh, known)
    await verifier.verify(tokenBy(fresh))
    assert.equal(site.keyFetches(), 2)
  })

  test(`passes it ${when} through a cache that holds the old set`, async (t) => {
    const site = await openIssuer(t, [known], () => proxy.origin)
    const proxy = await openCachingProxy(t, () => site.origin)
    const { clock, verifier, tokenBy } = createHttpVerifier(t, proxy.origin)
    await verifier.verify(tokenBy())
    clock.advance(seconds)
    site.publish(fresh, known)
    const held = (await (await fetch(`${proxy.origin}/keys`)).json()) as { keys: unknown[] }
    assert.equal(held.keys.length, 1, 'the cache serves its old copy to those who take it')
    await verifier.verify(tokenBy(fresh))
  })
}

test('passes the first token after its issuer was restarted, over a connection that was kept and is gone', async (t) => {
  const { clock, site, verifier, tokenBy } = await openHttpScene(t)
  for (let restart = 0; restart < 5; restart++) {
    await verifier.verify(tokenBy())
    clock.advance(60)
    const fresh = testKey('ES256', `after restart ${restart}`)
    await site.stop()
    site.publish(fresh, known)
    await site.start()
    await verifier.verify(tokenBy(fresh))
  }
})
