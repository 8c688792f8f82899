import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHttpScene } from '../support/http-scene.ts'

test('fetches each document once for five hundred cold callers over HTTP (checklist 59)', async (t) => {
  const { site, verifier, tokenBy } = await openHttpScene(t)
  const tokens = Array.from({ length: 500 }, () => tokenBy())
  const auths = await Promise.all(tokens.map((token) => verifier.verify(token)))
  assert.equal(auths.length, 500)
  assert.deepEqual(
    site.asked.map(({ path }) => path),
    ['/.well-known/openid-configuration', '/keys'],
  )
})

test('fetches once for five hundred callers that come back after a long idle time (checklist 59)', async (t) => {
  const { clock, site, verifier, tokenBy } = await openHttpScene(t)
  await verifier.verify(tokenBy())
  clock.advance(3 * 3600)
  const tokens = Array.from({ length: 500 }, () => tokenBy())
  await Promise.all(tokens.map((token) => verifier.verify(token)))
  assert.equal(site.asked.length, 4)
})
