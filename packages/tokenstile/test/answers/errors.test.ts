import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type * as Library from 'tokenstile'
import { AuthError, ConfigError, createVerifier, ERRORS, toResponse } from 'tokenstile'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const commonJs = createRequire(import.meta.url)('tokenstile') as typeof Library

test('an error of the one build is an error for the other', async () => {
  const refusal = new commonJs.AuthError('token_expired')
  assert.ok(!(refusal instanceof AuthError))
  assert.ok(AuthError.is(refusal))
  assert.ok(commonJs.AuthError.is(new AuthError('token_expired')))
  assert.equal(toResponse(refusal).status, 401)
  assert.ok(ConfigError.is(new commonJs.ConfigError('issuer', 'expected a string')))
})

test('neither kind of error is taken for the other, nor anything for an error', () => {
  const mistake = new ConfigError('issuer', 'expected a string')
  for (const value of [mistake, new Error('x'), undefined, null, 5, 'AuthError', {}, { name: 'AuthError' }]) {
    assert.equal(AuthError.is(value), false)
  }
  for (const value of [new AuthError('forbidden'), new Error('x'), undefined, null, {}]) {
    assert.equal(ConfigError.is(value), false)
  }
})

test('an AuthError has its code, status and hint, and cannot be changed', () => {
  const error = new AuthError('keys_unavailable', { retryAfterSeconds: 5, reason: 'timeout' })
  assert.equal(error.name, 'AuthError')
  assert.equal(error.status, 503)
  assert.deepEqual(error.responseHeaders, { 'Retry-After': '5' })
  assert.equal(error.details.hint, ERRORS.keys_unavailable.hint)
  assert.equal(new AuthError('forbidden', { hint: 'another' }).details.hint, 'another')
  for (const value of [error.details, error.responseHeaders, ERRORS]) assert.ok(Object.isFrozen(value))
})

test('the message names the claim or the header parameter', () => {
  assert.equal(
    new AuthError('missing_claim', { claim: 'sub' }).message,
    'missing_claim: a required claim is missing (sub)',
  )
  assert.equal(new AuthError('wrong_type', { header: 'typ' }).message.endsWith('(typ)'), true)
  assert.equal(new AuthError('forbidden').message, 'forbidden: this is not allowed')
})

test('tryVerify gives a refusal as a value and throws everything else', async () => {
  const fault = new Error('a fault of the program')
  const verifier = createVerifier(
    issuerOptions({
      toUser: () => {
        throw fault
      },
    }),
    { now },
  )
  await assert.rejects(verifier.tryVerify(buildToken()), (error) => error === fault)
  const result = await verifier.tryVerify('')
  assert.equal(!result.ok && result.error.code, 'missing_token')
})

for (const token of [undefined, null, '']) {
  test(`a token that is ${JSON.stringify(token)} is missing`, async () => {
    const result = await createVerifier(issuerOptions()).tryVerify(token as never)
    assert.equal(!result.ok && result.error.code, 'missing_token')
  })
}

for (const token of [5, true, {}, [], ['a.b.c'], Symbol('a.b.c'), new String('a.b.c')]) {
  test(`a token that is a ${typeof token} is malformed (checklist 1)`, async () => {
    const result = await createVerifier(issuerOptions()).tryVerify(token as never)
    assert.equal(!result.ok && result.error.code, 'malformed_token')
  })
}

for (const before of ['Bearer ', 'bearer ', 'BEARER ']) {
  test(`a token with ${before.trim()} before it is refused with a hint to pass it alone`, async () => {
    const result = await createVerifier(issuerOptions(), { now }).tryVerify(before + buildToken())
    assert.ok(!result.ok)
    assert.match(String(result.error.details.hint), /pass the token alone/)
    const opaque = await createVerifier(issuerOptions()).tryVerify(`${before}opaque`)
    assert.equal(!opaque.ok && opaque.error.code, 'opaque_token')
    assert.match(String(!opaque.ok && opaque.error.details.hint), /pass the token alone/)
  })
}
