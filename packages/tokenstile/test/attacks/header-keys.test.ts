import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type IssuerOptions } from 'tokenstile'
import { createKey, testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

const attacker = createKey('RS256', 'attacker')
const { kid } = testKey()

/** Places in a header where an attacker can put a key. CVE-2018-0114, CVE-2026-27962. */
const HEADERS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['jwk', { jwk: attacker.jwk }],
  ['jwk as a text', { jwk: JSON.stringify(attacker.jwk) }],
  ['jwk without a kid', { jwk: { ...attacker.jwk, kid: undefined } }],
  ['jwk with the kid of the true key', { jwk: { ...attacker.jwk, kid } }],
  ['jwks', { jwks: { keys: [attacker.jwk] } }],
  ['jku', { jku: 'https://attacker.example/jwks' }],
  ['jku that begins as the issuer does', { jku: 'https://issuer.example@attacker.example/jwks' }],
  ['jku of a local file', { jku: 'file:///etc/passwd' }],
  ['jku of a cloud metadata service', { jku: 'http://169.254.169.254/latest/meta-data' }],
  ['x5u', { x5u: 'https://attacker.example/cert.pem' }],
  ['x5c', { x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }],
  ['x5t', { x5t: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['x5t#S256', { 'x5t#S256': 'A'.repeat(43) }],
  ['iss', { iss: 'https://attacker.example' }],
  ['trust_chain', { trust_chain: ['a', 'b'] }],
]

testAttacks(
  { checklist: '9, 23' },
  HEADERS.flatMap(([name, header]): Attack[] => [
    [`a header's ${name} under the true kid`, () => forge({ ...header, kid }), 'bad_signature'],
    [`a header's ${name} under its own kid`, () => forge({ ...header, kid: 'attacker' }), 'unknown_key'],
    [`a header's ${name} without a kid`, () => forge({ ...header, kid: undefined }), 'bad_signature'],
  ]),
)

test('asks nothing of an address in a header (checklist 9, 27, 28)', async () => {
  const asked: string[] = []
  const fetch = (input: unknown): Promise<Response> => {
    asked.push(String(input))
    return Promise.resolve(Response.json({ keys: [testKey().jwk] }))
  }
  const issuer: IssuerOptions = { ...issuerOptions(), keys: { jwksUri: 'https://issuer.example/jwks' } }
  const verifier = createVerifier(issuer, { now, fetch: fetch as typeof globalThis.fetch })
  await verifier.verify(buildToken())
  for (const [, header] of HEADERS)
    await assertRefused(() => verifier.verify(forge({ ...header, kid })), 'bad_signature')
  assert.deepEqual([...new Set(asked)], ['https://issuer.example/jwks'])
})

test('lets a true token through whatever keys its header carries (checklist 9)', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  for (const [, header] of HEADERS) await verifier.verify(buildToken({ header }))
})

function forge(header: Record<string, unknown>): string {
  return buildToken({ key: attacker, header })
}
