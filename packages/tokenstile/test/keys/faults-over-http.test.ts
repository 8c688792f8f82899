import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RemoteKeys } from 'tokenstile'
import { openHttpScene } from '../support/http-scene.ts'
import { testKey } from '../support/keys.ts'
import { openServer, type Answer } from '../support/loopback-server.ts'
import { assertRefused } from '../support/refusals.ts'
import { HTTP_FAULTS } from './http-faults.ts'

const attacker = testKey('ES256', 'attacker')
/** Short where it is to run out, long where a busy machine must not reach it. */
const limitFor = (failure: string): RemoteKeys => ({ timeoutMs: failure === 'timeout' ? 500 : 10_000 })

for (const [what, failure, answer] of HTTP_FAULTS) {
  test(`answers 503 where the issuer ${what}, over HTTP, and recovers (checklist 46, 47)`, async (t) => {
    const { clock, site, verifier, tokenBy } = await openHttpScene(t, limitFor(failure))
    site.answerKeysWith(answer)
    const { details, status } = await assertRefused(() => verifier.verify(tokenBy()), 'keys_unavailable')
    assert.equal(status, 503)
    assert.equal(details.reason, failure)
    site.answerKeysWith(undefined)
    clock.advance(1)
    await verifier.verify(tokenBy())
  })

  test(`keeps good keys where the issuer ${what}, over HTTP (checklist 59)`, async (t) => {
    const { clock, site, log, verifier, tokenBy } = await openHttpScene(t, limitFor(failure))
    await verifier.verify(tokenBy())
    clock.advance(700)
    site.answerKeysWith(answer)
    const failed = log.next('refresh_failed')
    await verifier.verify(tokenBy())
    assert.equal((await failed).failure, failure)
    await verifier.verify(tokenBy())
    assert.equal(verifier.health().state, 'degraded')
    site.answerKeysWith(undefined)
    clock.advance(1)
    const refreshed = log.next('keys_refreshed')
    await verifier.verify(tokenBy())
    await refreshed
    assert.equal(verifier.health().state, 'ready')
  })
}

for (const code of [301, 302, 303, 307, 308]) {
  for (const where of ['the document', 'the key set'] as const) {
    test(`never goes where a ${code} of ${where} leads, to another port or this one (checklist 47)`, async (t) => {
      const { clock, site, log, verifier, tokenBy } = await openHttpScene(t)
      const target = await openServer(t, (_, response) => {
        response.end(JSON.stringify({ issuer: site.issuer, keys: [attacker.jwk] }))
      })
      await verifier.verify(tokenBy())
      for (const location of [`${target.origin}/keys`, '/elsewhere']) {
        const redirect: Answer = (_, response) => response.writeHead(code, { location }).end()
        if (where === 'the document') site.answerWith(redirect)
        else site.answerKeysWith(redirect)
        clock.advance(700)
        const failed = log.next('refresh_failed')
        await verifier.verify(tokenBy())
        const { failure, status } = await failed
        assert.deepEqual({ failure, status }, { failure: 'redirect', status: code })
        await assertRefused(() => verifier.verify(tokenBy(attacker)), 'keys_unavailable')
      }
      await verifier.verify(tokenBy())
      assert.equal(target.asked.length, 0)
      assert.ok(!site.asked.some(({ path }) => path === '/elsewhere'))
    })
  }
}

test('takes a 304 for no redirect: nobody asked whether something changed (checklist 47)', async (t) => {
  const { site, log, verifier, tokenBy } = await openHttpScene(t)
  site.answerKeysWith((_, response) => response.writeHead(304).end())
  const { details } = await assertRefused(() => verifier.verify(tokenBy()), 'keys_unavailable')
  assert.equal(details.reason, 'http_status')
  assert.match(String(details.hint), /not with 200: see details.httpStatus/)
  assert.doesNotMatch(String(details.hint), /redirect/)
  assert.equal(log.events.filter(({ type }) => type === 'refresh_failed').length, 1)
})

for (const [jwksUri, failure] of [
  ['file:///etc/keys', 'insecure_jwks_uri'],
  ['http://keys.example/keys', 'insecure_jwks_uri'],
  ['data:application/json,{"keys":[]}', 'insecure_jwks_uri'],
  ['/keys', 'wrong_document'],
] as const) {
  test(`keeps good keys where the document names the address ${jwksUri}, over HTTP (checklist 45)`, async (t) => {
    const { clock, site, log, verifier, tokenBy } = await openHttpScene(t)
    await verifier.verify(tokenBy())
    site.moveKeys(jwksUri)
    clock.advance(700)
    const failed = log.next('refresh_failed')
    await verifier.verify(tokenBy())
    assert.equal((await failed).failure, failure)
    await verifier.verify(tokenBy())
    assert.equal(site.keyFetches(), 1)
  })
}

test('answers 503 where nobody listens, and recovers by itself', async (t) => {
  const { clock, site, verifier, tokenBy } = await openHttpScene(t)
  await site.stop()
  const error = await assertRefused(() => verifier.verify(tokenBy()), 'keys_unavailable')
  assert.equal(error.status, 503)
  assert.equal(error.details.reason, 'network_error')
  assert.equal(error.responseHeaders['Retry-After'], '1')
  await site.start()
  clock.advance(1)
  await verifier.verify(tokenBy())
})
