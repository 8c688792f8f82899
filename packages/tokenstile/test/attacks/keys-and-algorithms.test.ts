import { test } from 'node:test'
import type { IssuerOptions } from 'tokenstile'
import { generateKeys } from '../support/generate-keys.ts'
import { testKey, type TestKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'
import { testAttacks } from './attack-table.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'

const rs = testKey('RS256')
const es = testKey('ES256')
const ed = testKey('EdDSA')
const three = issuerOptions({}, [rs, es, ed])

testAttacks({ checklist: '4, 5', issuer: three }, [
  ['a key that names RS256 used for PS256', () => as(rs, 'PS256'), 'unusable_key'],
  ['a key that names RS256 used for RS512', () => as(rs, 'RS512'), 'unusable_key'],
  ['an RSA key named by an ES256 header', () => as(es, 'ES256', rs.kid), 'unusable_key'],
  ['an EC key named by an RS256 header', () => as(rs, 'RS256', es.kid), 'unusable_key'],
  ['an EC key named by an Ed25519 header', () => as(ed, 'Ed25519', es.kid), 'unusable_key'],
  ['a P-256 key used for ES384', () => buildToken({ key: es, header: { alg: 'ES384' } }), 'unusable_key'],
  ['an Ed25519 key named by its EC kid', () => as(ed, 'EdDSA', es.kid), 'unusable_key'],
])

// The list is asked about the header, and the key about the same name: CVE-2026-48523.
const onlyRsa: IssuerOptions = { ...three, algorithms: ['RS256'] }
testAttacks({ checklist: '4, 5', issuer: onlyRsa }, [
  [
    'an algorithm that is not on the list, by a key of the set',
    () => buildToken({ key: es }),
    'algorithm_not_allowed',
  ],
  [
    'an allowed algorithm before the signature of a key for another',
    () => as(es, 'RS256', es.kid, 'ES256'),
    'unusable_key',
  ],
  [
    'an allowed algorithm before another signature, without a kid',
    () => buildToken({ key: es, header: { alg: 'RS256', kid: undefined } }),
    'bad_signature',
  ],
  ['an algorithm that is on the list in another case', () => as(rs, 'rs256'), 'algorithm_not_allowed'],
])

const onlyListed = issuerOptions({ algorithms: ['Ed25519'] }, [ed])
testAttacks({ checklist: '4, 12', issuer: onlyListed, control: () => as(ed, 'Ed25519') }, [
  ['EdDSA where only its other name is on the list', () => buildToken({ key: ed }), 'algorithm_not_allowed'],
])

const unnamed = { ...rs, jwk: { ...rs.jwk, alg: undefined, use: undefined } } as unknown as TestKey
for (const engine of ENGINES) {
  test(`binds a key without alg to the first algorithm that it verified on the ${engine.name} engine (checklist 5)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [unnamed]), { now })
    await verifier.verify(buildToken({ key: unnamed }))
    for (const alg of ['RS384', 'PS256', 'PS512'])
      await assertRefused(() => verifier.verify(as(rs, alg)), 'unusable_key')
    await verifier.verify(buildToken({ key: unnamed, claims: { jti: 'another' } }))
  })

  test(`binds a key without alg to nothing by a forged token on the ${engine.name} engine (checklist 5)`, async () => {
    const verifier = createVerifierOn(engine, issuerOptions({}, [unnamed]), { now })
    await assertRefused(() => verifier.verify(as(rs, 'PS256', rs.kid, 'RS256')), 'bad_signature')
    await verifier.verify(buildToken({ key: unnamed }))
  })
}

/** Keys that must not verify although they are in the set, and the token would be truly signed by them. */
const UNFIT: readonly (readonly [string, TestKey])[] = [
  ['for encryption', change(testKey('RS256', 'enc'), { use: 'enc' })],
  ['whose use is no text', change(testKey('RS256', 'use'), { use: ['sig'] })],
  ['whose key_ops lack verify', change(testKey('RS256', 'ops'), { key_ops: ['sign'] })],
  ['whose key_ops are no list', change(testKey('RS256', 'text'), { key_ops: 'verify' })],
  [
    'that is private',
    change(testKey('RS256', 'private'), testKey('RS256', 'private').privateKey.export({ format: 'jwk' })),
  ],
  ['that says it is secret', change(testKey('RS256', 'oct'), { kty: 'oct' })],
  ['that names none', change(testKey('RS256', 'none'), { alg: 'none' })],
  ['that names an HMAC', change(testKey('RS256', 'hmac'), { alg: 'HS256' })],
  ['that names an algorithm of another type', change(testKey('RS256', 'wrong'), { alg: 'ES256' })],
  ['of 1024 bits', rsaKey(1024, 65537)],
  ['with the exponent 1', change(testKey('RS256', 'one'), { e: 'AQ' })],
  ['with an even exponent', change(testKey('RS256', 'even'), { e: 'AQAA' })],
  ['with an exponent of nine bytes', change(testKey('RS256', 'long'), { e: 'AQAAAAAAAAAB' })],
  ['with the exponent 0', change(testKey('RS256', 'zero'), { e: 'AA' })],
  ['with an empty modulus', change(testKey('RS256', 'empty'), { n: '' })],
  [
    'with a modulus in base64',
    change(testKey('RS256', 'pad'), { n: `${testKey('RS256', 'pad').jwk['n']}==` }),
  ],
]

for (const [name, key] of UNFIT) {
  testAttacks({ checklist: '5, 10, 11', issuer: issuerOptions({}, [rs, key]) }, [
    [`a token signed by a key ${name}`, () => buildToken({ key }), 'unusable_key'],
  ])
}

const offCurve = change(testKey('ES256', 'off'), { y: testKey('ES256', 'on').jwk['y'] })
testAttacks({ checklist: '10', issuer: issuerOptions({}, [rs, offCurve]) }, [
  [
    'a token signed by a key whose point is not on its curve',
    () => buildToken({ key: offCurve }),
    'unusable_key',
  ],
  [
    'a token signed by a key of another curve than it names',
    () => buildToken({ key: change(es, {}), header: { kid: offCurve.kid } }),
    'unusable_key',
  ],
])

function as(key: TestKey, alg: string, kid: string = key.kid, signAs: string = alg): string {
  return buildToken({ key, header: { alg, kid }, signAs: { alg: signAs === 'rs256' ? 'RS256' : signAs } })
}

function change(key: TestKey, members: object): TestKey {
  return { ...key, jwk: { ...key.jwk, ...members } }
}

function rsaKey(modulusLength: number, publicExponent: number): TestKey {
  const { privateKey, publicKey } = generateKeys('rsa', { modulusLength, publicExponent })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'small', alg: 'RS256' } as TestKey['jwk']
  return { kid: 'small', alg: 'RS256', privateKey, publicKey, jwk }
}
