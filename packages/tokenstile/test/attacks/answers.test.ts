import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthError,
  ConfigError,
  createVerifier,
  requireAccess,
  toResponse,
  type VerifierEvent,
} from 'tokenstile'
import { createKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, NOW, now } from '../support/tokens.ts'

/** Stands in every place of a hostile token, and must come out nowhere. */
const MARK = 'zq7zq"\\\r\nX-Injected: 1\u2028<b>%0d%0a'
const stranger = createKey('RS256', MARK)

const HOSTILE: readonly string[] = [
  MARK,
  `${MARK}.${MARK}.${MARK}`,
  buildToken({ header: { alg: MARK } }),
  buildToken({ header: { typ: MARK } }),
  buildToken({ header: { kid: MARK } }),
  buildToken({ header: { crit: [MARK] } }),
  buildToken({ header: { [MARK]: MARK } }) + 'x',
  buildToken({ key: stranger }),
  buildToken({ claims: { iss: MARK } }),
  buildToken({ claims: { aud: MARK } }),
  buildToken({ claims: { aud: [MARK, 1] } }),
  buildToken({ claims: { sub: [MARK] } }),
  buildToken({ claims: { exp: MARK } }),
  buildToken({ claims: { nbf: { [MARK]: 1 } } }),
  buildToken({ claims: { scope: [MARK] } }),
  buildToken({ claims: { roles: MARK } }),
  buildToken({ claims: { cnf: { [MARK]: MARK } } }),
  buildToken({ claims: { cnf: { jkt: MARK } } }),
]

test('shows nothing of a hostile token in errors, answers and events (checklist 34, 60)', async () => {
  const events: VerifierEvent[] = []
  const verifier = createVerifier(issuerOptions({ clientIds: ['client-1'] }), {
    now,
    onEvent: (event) => events.push(event),
  })
  for (const token of HOSTILE) {
    const result = await verifier.tryVerify(token)
    assert.ok(!result.ok)
    const { error } = result
    const seen = [
      error.message,
      error.stack,
      JSON.stringify(error),
      JSON.stringify(error.details),
      JSON.stringify(toResponse(error)),
    ]
    for (const text of seen) {
      assert.ok(!/zq7zq|injected/i.test((text ?? '').replaceAll(/at .*\n?/g, '')), text)
    }
  }
  assert.equal(events.length, HOSTILE.length)
  assert.ok(!/zq7zq|injected/i.test(JSON.stringify(events)))
})

test('shows no part of a true token in errors and events (checklist 60)', async () => {
  const events: VerifierEvent[] = []
  const verifier = createVerifier(issuerOptions(), { now, onEvent: (event) => events.push(event) })
  const token = buildToken({ claims: { exp: NOW - 100, sub: 'secret-subject' } })
  const error = await assertRefused(() => verifier.verify(token), 'token_expired')
  const text = JSON.stringify([error.message, error.details, toResponse(error), events])
  for (const part of [...token.split('.'), 'secret-subject']) assert.ok(!text.includes(part))
})

// An answer that says which check failed tells a forger how far the forgery went.
test('answers every invalid token alike, but for an expired one (checklist 21, 60)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const answers = new Set<string>()
  for (const token of [...HOSTILE.slice(1), 'x', 'a.b.c', 'a.b.c.d.e', buildToken().slice(0, -4) + 'AAAA']) {
    const result = await verifier.tryVerify(token)
    assert.ok(!result.ok)
    if (result.error.status === 401) answers.add(JSON.stringify(toResponse(result.error)))
  }
  assert.equal(answers.size, 1)
  const expired = await verifier.tryVerify(buildToken({ claims: { exp: NOW - 100 } }))
  assert.ok(!expired.ok && !answers.has(JSON.stringify(toResponse(expired.error))))
})

test('never says that a forged token expired unless the token itself says so (checklist 21)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const forged = buildToken({ key: stranger, claims: { exp: NOW + 100 } })
  const { body } = toResponse(await assertRefused(() => verifier.verify(forged), 'unknown_key'))
  assert.ok(!body.includes('expired'))
})

test('writes challenges with the allowed characters only (checklist 32, 33, 34)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const auth = await verifier.verify(buildToken())
  const errors: unknown[] = [new AuthError('missing_token')]
  for (const token of HOSTILE) errors.push(((await verifier.tryVerify(token)) as { error?: unknown }).error)
  for (const requirement of [
    { scopes: ['a', 'b'] },
    { roles: ['x'] },
    { maxAuthAgeSeconds: 5 },
    { acr: ['urn:x'] },
  ]) {
    try {
      requireAccess(auth, requirement)
    } catch (error) {
      errors.push(error)
    }
  }
  for (const error of errors) {
    const { headers, body } = toResponse(error, {
      realm: 'api',
      resourceMetadata: 'https://api.example/.well-known/x',
    })
    for (const [name, value] of Object.entries(headers)) {
      assert.match(name, /^[A-Za-z-]+$/)
      assert.match(value, /^[\x20-\x7e]*$/)
    }
    assert.match(JSON.parse(body).error_description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
  }
})

test('refuses a realm or an address that would write into the challenge (checklist 34, 61)', () => {
  const error = new AuthError('missing_token')
  const injected = ['a"', 'a\\', 'a", error="x', 'a\r\nX-Injected: 1', 'caf\u00e9']
  for (const text of injected) {
    for (const options of [{ realm: text }, { resourceMetadata: `https://api.example/${text}` }]) {
      assert.throws(() => toResponse(error, options), ConfigError.is, JSON.stringify(options))
    }
  }
})
