import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthErrorCode, IssuerOptions } from 'tokenstile'
import type { Engine } from '../../dist/esm/core/engine.js'
import { createKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, encode, issuerOptions, now } from '../support/tokens.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'

/** What an engine was asked to do: how long something took says little, what was not done at all says enough. */
interface Counted {
  readonly engine: Engine
  readonly done: { decoded: number; scanned: number; verified: number }
}

const HUGE: readonly (readonly [string, () => string, AuthErrorCode])[] = [
  ['a token of one megabyte', () => `${buildToken()}${'A'.repeat(1_048_576)}`, 'token_too_large'],
  ['100,000 dots', () => '.'.repeat(100_000), 'token_too_large'],
  ['a text of one megabyte without a dot', () => 'A'.repeat(1_048_576), 'token_too_large'],
  ['a token one byte too long', () => buildToken().padEnd(8193, 'A'), 'token_too_large'],
]

/** Beyond what anyone would configure, nothing is decoded either: CVE-2025-30204, CVE-2025-27144, CVE-2025-22868. */
const CUT: readonly (readonly [string, () => string, AuthErrorCode])[] = [
  ['100,000 dots', () => '.'.repeat(100_000), 'malformed_token'],
  ['100,000 dots between letters', () => 'A.'.repeat(100_000), 'malformed_token'],
  ['a token with 100,000 dots behind', () => `${buildToken()}${'.'.repeat(100_000)}`, 'malformed_token'],
  ['half a megabyte without a dot', () => 'A'.repeat(524_288), 'opaque_token'],
  ['an encrypted token of half a megabyte', () => `A.A.A.A.${'A'.repeat(524_288)}`, 'encrypted_token'],
  ['half a megabyte before an empty signature', () => `${'A'.repeat(524_288)}.A.`, 'malformed_token'],
]

for (const plain of ENGINES) {
  for (const [name, forge, code] of HUGE) {
    test(`refuses ${name} without decoding any of it on the ${plain.name} engine (checklist 13)`, async () => {
      const { engine, done } = counting(plain)
      const verifier = createVerifierOn(engine, issuerOptions(), { now })
      // The keys of the configuration were decoded by now.
      const before = { ...done }
      await assertRefused(() => verifier.verify(forge()), code)
      assert.deepEqual(done, before)
    })
  }

  for (const [name, forge, code] of CUT) {
    test(`refuses ${name} without decoding any of it where the limit is a megabyte, on the ${plain.name} engine (checklist 13)`, async () => {
      const { engine, done } = counting(plain)
      const verifier = createVerifierOn(engine, issuerOptions(), { now, maxTokenBytes: 1_048_576 })
      const before = { ...done }
      await assertRefused(() => verifier.verify(forge()), code)
      assert.deepEqual(done, before)
    })
  }

  test(`verifies no signature of a token that a check refuses on the ${plain.name} engine (checklist 13)`, async () => {
    const { engine, done } = counting(plain)
    const verifier = createVerifierOn(engine, issuerOptions(), { now })
    for (const claims of [{ exp: 1, iat: 1 }, { iss: 'https://other.example' }, { aud: 'x' }, { sub: 1 }]) {
      assert.ok(!(await verifier.tryVerify(buildToken({ claims }))).ok)
    }
    assert.equal(done.verified, 0)
  })

  test(`tries at most eight keys for a token without a kid on the ${plain.name} engine (checklist 13)`, async () => {
    const { engine, done } = counting(plain)
    const keys = Array.from({ length: 20 }, (_, index) => createKey('ES256', `key-${index}`))
    const verifier = createVerifierOn(engine, issuerOptions({}, keys), { now })
    const stranger = createKey('ES256')
    await assertRefused(
      () => verifier.verify(buildToken({ key: stranger, header: { kid: undefined } })),
      'bad_signature',
    )
    assert.equal(done.verified, 8)
  })

  test(`tries no key for a signature of a wrong length on the ${plain.name} engine (checklist 10, 13)`, async () => {
    const { engine, done } = counting(plain)
    const verifier = createVerifierOn(engine, issuerOptions(), { now })
    await assertRefused(() => verifier.verify(buildToken().replace(/[^.]*$/, 'AAAA')), 'bad_signature')
    assert.equal(done.verified, 0)
  })

  test(`refuses claims nested 100,000 levels deep on the ${plain.name} engine (checklist 13)`, async () => {
    const verifier = createVerifierOn(plain, issuerOptions(), { now, maxTokenBytes: 1_048_576 })
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const rawClaims = `{"a":${open.repeat(100_000)}1${close.repeat(100_000)}}`
      await assertRefused(() => verifier.verify(buildToken({ rawClaims })), 'malformed_token')
      await assertRefused(() => verifier.verify(buildToken({ rawHeader: rawClaims })), 'malformed_token')
    }
  })
}

test('asks no issuer and no tenant function about junk (checklist 13, 59)', async () => {
  let asked = 0
  const fetch = (): Promise<Response> => {
    asked++
    return Promise.resolve(Response.json({}))
  }
  const remote: IssuerOptions = { ...issuerOptions(), keys: {} }
  const verifier = createVerifierOn(ENGINES[0], remote, { now, fetch })
  const junk = [
    'x',
    'a.b.c',
    buildToken({ header: { alg: 'none' } }),
    buildToken({ header: { typ: 'JWT' } }),
    buildToken({ claims: { iss: 'https://other.example' } }),
    buildToken({ claims: { aud: 'x' } }),
    buildToken({ claims: { exp: 1, iat: 1 } }),
    buildToken({ claims: { cnf: { jkt: 'x' } } }),
    `${encode('{}')}.${encode('{}')}.AAAA`,
  ]
  for (const token of junk) assert.ok(!(await verifier.tryVerify(token)).ok)
  assert.equal(asked, 0)
})

function counting(engine: Engine): Counted {
  const done = { decoded: 0, scanned: 0, verified: 0 }
  const counted: Engine = {
    ...engine,
    isAscii: (text) => (done.scanned++, engine.isAscii(text)),
    decodeBase64Url: (text) => (done.decoded++, engine.decodeBase64Url(text)),
    decodeBase64UrlText: (text) => (done.decoded++, engine.decodeBase64UrlText(text)),
    verify: (...all) => (done.verified++, engine.verify(...all)),
  }
  return { engine: counted, done }
}
