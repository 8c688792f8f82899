import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type VerifierEvent } from 'tokenstile'
import { engine as node } from '../dist/esm/crypto/node.js'
import { engine as web } from '../dist/esm/crypto/web.js'
import { createVerifierOn } from './support/both-engines.ts'
import { createClock, settle } from './support/clock.ts'
import { testKey } from './support/keys.ts'
import { noNetwork, publishedKeys } from './support/published-keys.ts'
import { assertConfigError, assertRefused } from './support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW, now } from './support/tokens.ts'

const key = testKey('ES256')
const token = buildToken({ key })

test('answers at once, fresh or remembered, as verify does', async () => {
  const verifier = createVerifierOn(node, issuerOptions({}, [key]), { now })
  const auth = verifier.verifySync(token)
  assert.equal(auth.subject, 'user-1')
  assert.equal(verifier.verifySync(token), auth)
  assert.equal(await verifier.verify(token), auth)
})

test('refuses at once, and tells of it once', async () => {
  const events: VerifierEvent[] = []
  const verifier = createVerifierOn(node, issuerOptions({}, [key]), {
    now,
    onEvent: (event) => events.push(event),
  })
  const expired = buildToken({ key, claims: { exp: NOW - 3600 } })
  await assertRefused(() => verifier.verifySync(expired), 'token_expired')
  assert.deepEqual(events, [{ type: 'refused', code: 'token_expired', claim: 'exp', issuer: ISSUER }])
})

test('starts the fetch that it would have to wait for, says 503, and answers when it is done', async () => {
  const pages = publishedKeys([key])
  const verifier = createVerifierOn(node, issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
  for (let index = 0; index < 5; index++) {
    const error = await assertRefused(() => verifier.verifySync(token), 'keys_unavailable')
    assert.equal(error.status, 503)
    assert.equal(error.responseHeaders['Retry-After'], '1')
    assert.equal(error.details.reason, 'would_have_to_wait')
    if (index === 0) await settle()
    if (verifier.health().state === 'ready') break
  }
  assert.equal(verifier.verifySync(token).subject, 'user-1')
  assert.equal(pages.urls.length, 2)
})

test('starts one fetch for many calls', async () => {
  const pages = publishedKeys([key])
  const verifier = createVerifierOn(node, issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
  const attempts = Array.from({ length: 20 }, () =>
    assertRefused(() => verifier.verifySync(token), 'keys_unavailable'),
  )
  await Promise.all(attempts)
  await settle()
  assert.equal(pages.urls.length, 2)
})

test('says 503 for a kid that it would have to fetch for, and 401 once the answer is there', async () => {
  const clock = createClock()
  const pages = publishedKeys([key])
  const verifier = createVerifierOn(node, issuerOptions({ keys: {} }), {
    ...clock.clocks,
    fetch: pages.fetch,
  })
  await verifier.warmUp()
  clock.advance(60)
  const unknown = buildToken({ key, header: { kid: 'unknown' } })
  await assertRefused(() => verifier.verifySync(unknown), 'keys_unavailable')
  await settle()
  await assertRefused(() => verifier.verify(unknown), 'unknown_key')
  assert.equal(verifier.verifySync(token).subject, 'user-1')
})

test('lets the step that goes on fail in silence', async () => {
  const pages = publishedKeys([key])
  pages.answerWith(noNetwork)
  const verifier = createVerifierOn(node, issuerOptions({ keys: {} }), { now, fetch: pages.fetch })
  await assertRefused(() => verifier.verifySync(token), 'keys_unavailable')
  await settle()
  assert.equal(verifier.health().state, 'down')
})

test('says 503 while a source or a tenant function answers later', async () => {
  const source = { find: async () => [key.jwk] }
  const sourced = createVerifierOn(node, issuerOptions({ keys: source }), { now })
  await assertRefused(() => sourced.verifySync(token), 'keys_unavailable')
  const tenants = createVerifierOn(node, async () => issuerOptions({}, [key]), { now })
  await assertRefused(() => tenants.verifySync(token), 'keys_unavailable')
  await settle()
  assert.equal(tenants.verifySync(token).subject, 'user-1')
})

test('is a mistake on an engine that answers later, whatever the token', async () => {
  const verifier = createVerifierOn(web, issuerOptions({}, [key]), { now })
  await assertConfigError(() => verifier.verifySync(token), 'verifySync')
  await verifier.verify(token)
  await assertConfigError(() => verifier.verifySync(token), 'verifySync')
  await assertConfigError(() => verifier.verifySync(''), 'verifySync')
})

test('refuses what is no token as verify does', async () => {
  const verifier = createVerifierOn(node, issuerOptions({}, [key]), { now })
  for (const [given, code] of [
    [undefined, 'missing_token'],
    [null, 'missing_token'],
    ['', 'missing_token'],
    [1, 'malformed_token'],
    [{ toString: () => token }, 'malformed_token'],
    [[token], 'malformed_token'],
    [new String(token), 'malformed_token'],
  ] as const) {
    await assertRefused(() => verifier.verifySync(given as string), code)
    await assertRefused(() => verifier.verify(given as string), code)
    const result = await verifier.tryVerify(given as string)
    assert.equal(!result.ok && result.error.code, code)
  }
})

test('hints at a prefix that does not belong to the token', async () => {
  const verifier = createVerifier(issuerOptions({}, [key]), { now })
  for (const prefix of ['Bearer ', 'bearer ', 'BEARER ']) {
    const { details } = await assertRefused(() => verifier.verify(`${prefix}${token}`), 'malformed_token')
    assert.match(details.hint ?? '', /without "Bearer "/)
  }
})
