import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, encode, issuerOptions, now } from '../support/tokens.ts'
import { testAttacks } from './attack-table.ts'

const parts = (): { header: string; claims: string; signature: string } => {
  const [header = '', claims = '', signature = ''] = buildToken().split('.')
  return { header, claims, signature }
}
const forged = encode('{"sub":"admin"}')

testAttacks({ checklist: '1, 7' }, [
  ['the flattened JSON serialization', () => flattened(), 'opaque_token'],
  ['the general JSON serialization', () => general(), 'opaque_token'],
  [
    'the JSON serialization with an unprotected header',
    () => JSON.stringify({ ...JSON.parse(flattened()), header: { alg: 'none' } }),
    'opaque_token',
  ],
  // CVE-2022-39227: one text that two readers cut differently.
  [
    'a compact token in a name of the JSON serialization',
    () => polyglot(`${parts().header}.${forged}.`),
    'malformed_token',
  ],
  ['a compact token before the JSON serialization', () => `${buildToken()}${flattened()}`, 'malformed_token'],
  [
    'forged claims before the true ones',
    () => `${parts().header}.${forged}.${parts().claims}.${parts().signature}`,
    'malformed_token',
  ],
  [
    'forged claims behind the true ones',
    () => `${parts().header}.${parts().claims}.${forged}.${parts().signature}`,
    'malformed_token',
  ],
  ['a detached payload', () => `${parts().header}..${parts().signature}`, 'malformed_token'],
  ['a token without its header', () => `.${parts().claims}.${parts().signature}`, 'malformed_token'],
  ['three empty parts', () => '..', 'malformed_token'],
  ['two parts', () => `${parts().claims}.${parts().signature}`, 'malformed_token'],
  ['a fourth part that is empty', () => `${buildToken()}.`, 'malformed_token'],
  ['a first part that is empty before three others', () => `.${buildToken()}`, 'malformed_token'],
  ['two tokens with a dot between', () => `${buildToken()}.${buildToken()}`, 'malformed_token'],
  [
    'two tokens with a comma between, which have five parts',
    () => `${buildToken()},${buildToken()}`,
    'encrypted_token',
  ],
  [
    'disclosures of SD-JWT behind it',
    () => `${buildToken()}~${encode('["salt","sub","admin"]')}~`,
    'malformed_token',
  ],
  [
    'a token in the claims of a token',
    () => buildToken({ header: { cty: 'JWT' }, rawClaims: buildToken() }),
    'malformed_token',
  ],
  [
    'a token as the text of the claims',
    () => buildToken({ header: { cty: 'JWT' }, rawClaims: JSON.stringify(buildToken()) }),
    'malformed_token',
  ],
])

/** Encrypted tokens: nothing of theirs is decrypted, inflated or derived. CVE-2026-29000, CVE-2023-52428, CVE-2024-28176. */
const ENCRYPTED: readonly (readonly [string, Record<string, unknown>])[] = [
  ['a JWE', { alg: 'RSA-OAEP-256', enc: 'A256GCM' }],
  ['a JWE of the public key', { alg: 'RSA-OAEP', enc: 'A128CBC-HS256', cty: 'JWT' }],
  [
    'a JWE with a password of two billion rounds',
    { alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2_147_483_647, p2s: 'AA' },
  ],
  ['a JWE that is compressed', { alg: 'dir', enc: 'A256GCM', zip: 'DEF' }],
  [
    'a JWE by an ephemeral key',
    { alg: 'ECDH-ES', enc: 'A256GCM', epk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } },
  ],
  ['five parts under a signature algorithm', { alg: 'RS256', typ: 'at+jwt' }],
  ['five parts under none', { alg: 'none' }],
]

testAttacks(
  { checklist: '7, 13, 15' },
  ENCRYPTED.map(([name, header]) => [
    name,
    () => `${encode(JSON.stringify(header))}.AAAA.AAAA.AAAA.AAAA`,
    'encrypted_token',
  ]),
)

testAttacks({ checklist: '7' }, [
  [
    'a JWE header before three parts',
    () => buildToken({ header: { alg: 'dir', enc: 'A256GCM' } }),
    'algorithm_not_allowed',
  ],
  [
    'a JWE with direct keys',
    () => `${encode('{"alg":"dir","enc":"A256GCM"}')}..AAAA.AAAA.AAAA`,
    'encrypted_token',
  ],
  ['six parts', () => 'AAAA.AAAA.AAAA.AAAA.AAAA.AAAA', 'malformed_token'],
  ['five parts that are empty', () => '....', 'encrypted_token'],
])

test('tells an operator who passed the whole header to pass the token alone', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  const { details } = await assertRefused(() => verifier.verify(`Bearer ${buildToken()}`), 'malformed_token')
  assert.match(details.hint ?? '', /without "Bearer "/)
})

const STRANGE: readonly unknown[] = [
  0,
  1,
  true,
  {},
  [],
  [buildToken()],
  { toString: () => buildToken() },
  Object(buildToken()),
  Symbol('x'),
  1n,
  () => buildToken(),
]
test('takes nothing but a text for a token (checklist 1)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  for (const value of STRANGE) await assertRefused(() => verifier.verify(value as string), 'malformed_token')
  for (const value of ['', null, undefined])
    await assertRefused(() => verifier.verify(value as string), 'missing_token')
})

function flattened(): string {
  const { header, claims, signature } = parts()
  return JSON.stringify({ payload: claims, protected: header, signature })
}

function general(): string {
  const { header, claims, signature } = parts()
  return JSON.stringify({ payload: claims, signatures: [{ protected: header, signature }] })
}

function polyglot(name: string): string {
  return JSON.stringify({ [name]: '', ...JSON.parse(flattened()) })
}
