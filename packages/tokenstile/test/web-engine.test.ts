import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthErrorCode, IssuerOptions } from 'tokenstile'
import { engine as web } from '../dist/esm/crypto/web.js'
import { createVerifierOn, ENGINES } from './support/both-engines.ts'
import { createClock, settle } from './support/clock.ts'
import { createKey, testKey } from './support/keys.ts'
import { publishedKeys } from './support/published-keys.ts'
import { assertRefused } from './support/refusals.ts'
import { buildToken, encode, ISSUER, issuerOptions, NOW, now } from './support/tokens.ts'

const key = testKey('ES256')
const token = buildToken({ key })

const REFUSED: readonly [what: string, token: string, code: AuthErrorCode][] = [
  ['an expired token', buildToken({ key, claims: { exp: NOW - 60 } }), 'token_expired'],
  ['another key', buildToken({ key: { ...createKey('ES256'), kid: key.kid } }), 'bad_signature'],
  ['an unknown kid', buildToken({ key, header: { kid: 'unknown' } }), 'unknown_key'],
  [
    'claims that are no UTF-8',
    buildToken({ key, rawClaims: Buffer.from([0x7b, 0xff, 0x7d]) }),
    'malformed_token',
  ],
  ['claims behind a byte order mark', buildToken({ key, rawClaims: '\ufeff{}' }), 'malformed_token'],
  [
    'a part with padding',
    buildToken({ key, encodedHeader: `${encode('{"alg":"ES256"}')}=` }),
    'malformed_token',
  ],
  ['a part in base64', `${token.slice(0, -4)}+/+/`, 'malformed_token'],
  ['a character of another script', `${token.slice(0, -1)}\u0430`, 'malformed_token'],
  ['a line break in the signature', `${token.slice(0, -4)}\n${token.slice(-3)}`, 'malformed_token'],
]

for (const engine of ENGINES) {
  for (const [what, refused, code] of REFUSED) {
    test(`refuses ${what} on the ${engine.name} engine as on any other (checklist 1, 2, 3)`, async () => {
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      await assertRefused(() => verifier.verify(refused), code)
    })
  }

  test(`takes nothing but true for a good signature from the ${engine.name} engine (checklist 7)`, async () => {
    for (const answer of [false, undefined, null, 1, 'true', {}]) {
      const strange = { ...engine, verify: () => answer as boolean }
      const verifier = createVerifierOn(strange, issuerOptions({}, [key]), { now })
      await assertRefused(() => verifier.verify(token), 'bad_signature')
    }
  })

  test(`lets the ${engine.name} engine see no signature of another length than its alg has (checklist 10)`, async () => {
    const gullible = { ...engine, verify: () => true }
    const rsa = testKey('RS256')
    const verifier = createVerifierOn(gullible, issuerOptions({}, [key, rsa]), { now })
    for (const [signer, bytes] of [
      [key, 64],
      [rsa, 256],
    ] as const) {
      const [header, claims] = buildToken({ key: signer }).split('.')
      const withLength = (length: number): string => `${header}.${claims}.${encode(Buffer.alloc(length))}`
      for (const length of [1, bytes - 1, bytes + 1, bytes * 2]) {
        await assertRefused(() => verifier.verify(withLength(length)), 'bad_signature')
      }
      await verifier.verify(withLength(bytes))
    }
  })

  test(`refuses the key where the ${engine.name} engine fails with it (checklist 7)`, async () => {
    const failing = {
      ...engine,
      verify: (): never => {
        throw new Error('no such curve')
      },
    }
    const verifier = createVerifierOn(failing, issuerOptions({}, [key]), { now })
    await assertRefused(() => verifier.verify(token), 'unusable_key')
  })

  test(`imports a key once on the ${engine.name} engine, however many tokens and sets it comes with`, async () => {
    let imported = 0
    const counting = {
      ...engine,
      importKey: (...given: Parameters<typeof engine.importKey>) => {
        imported++
        return engine.importKey(...given)
      },
    }
    const clock = createClock()
    const pages = publishedKeys([key])
    const options: IssuerOptions = issuerOptions({ keys: {} })
    const verifier = createVerifierOn(counting, options, {
      ...clock.clocks,
      fetch: pages.fetch,
      cache: false,
    })
    for (let refresh = 0; refresh < 3; refresh++) {
      const tokens = Array.from({ length: 5 }, () => buildToken({ key, claims: { exp: NOW + 10_000 } }))
      await Promise.all(tokens.map((one) => verifier.verify(one)))
      clock.advance(601)
    }
    assert.equal(pages.keyFetches(), 3)
    assert.equal(imported, 1)
  })
}

test('makes the same auth of a token on every engine', async () => {
  const rich = buildToken({ key, claims: { roles: ['a'], text: 'žluťoučký 🐎', list: [1, { two: null }] } })
  const auths = await Promise.all(
    ENGINES.map((engine) => createVerifierOn(engine, issuerOptions({}, [key]), { now }).verify(rich)),
  )
  for (const auth of auths) assert.deepEqual(auth, auths[0])
})

test('forgets a token whose key was distrusted while its signature was checked', async () => {
  const verifier = createVerifierOn(web, issuerOptions({}, [key]), { now })
  const onItsWay = verifier.tryVerify(token)
  verifier.distrustKey(ISSUER, { kid: key.kid })
  await onItsWay
  await assertRefused(() => verifier.verify(token), 'unusable_key')
})

test('refuses a key that cannot be imported each time it is named, and leaves no rejection behind', async () => {
  const broken = { ...key, jwk: { ...key.jwk, kid: 'broken', y: (key.jwk as Record<string, unknown>)['x'] } }
  const verifier = createVerifierOn(web, issuerOptions({}, [broken, key]), { now })
  for (let index = 0; index < 3; index++) {
    await assertRefused(() => verifier.verify(buildToken({ key, header: { kid: 'broken' } })), 'unusable_key')
    await settle()
  }
  await verifier.verify(token)
})

test('verifies many tokens at once on an engine that answers later', async () => {
  const verifier = createVerifierOn(web, issuerOptions({}, [key]), { now })
  const tokens = Array.from({ length: 100 }, (_, index) =>
    buildToken({ key, claims: { sub: `user ${index}` } }),
  )
  const auths = await Promise.all(tokens.map((one) => verifier.verify(one)))
  assert.deepEqual(
    auths.map(({ subject }) => subject),
    tokens.map((_, index) => `user ${index}`),
  )
})
