import { sign } from 'node:crypto'
import { testKey } from '../support/keys.ts'
import { buildToken, encode, validClaims } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

/** Headers that ask for something that no one here understands: CVE-2025-59420, CVE-2026-32597, CVE-2026-35042. */
const HEADERS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['an unknown critical member', { crit: ['urn:example:policy'], 'urn:example:policy': 'deny' }],
  ['a critical member that is not there', { crit: ['urn:example:policy'] }],
  ['a critical member with the name of a claim', { crit: ['exp'], exp: 1 }],
  ['critical b64', { crit: ['b64'], b64: false }],
  ['critical b64 that changes nothing', { crit: ['b64'], b64: true }],
  ['b64 that is not critical', { b64: false }],
  ['b64 that says what holds anyway', { b64: true }],
  ['b64 as a text', { b64: 'false' }],
  ['b64 as null', { b64: null }],
  ['an empty list of critical members', { crit: [] }],
  ['critical members as a text', { crit: 'b64' }],
  ['critical members as null', { crit: null }],
  ['critical members as an object', { crit: { 0: 'b64' } }],
  ['critical members as a boolean', { crit: false }],
  ['critical members as numbers', { crit: [1] }],
  ['a critical member of the base specification', { crit: ['alg'] }],
  ['crit that is critical itself', { crit: ['crit'] }],
  ['the same critical member twice', { crit: ['x', 'x'], x: 1 }],
  ['an inherited critical member', { crit: ['toString'] }],
  ['a critical member that an attacker adds beside cnf', { crit: ['cnf'], cnf: {} }],
]

testAttacks(
  { checklist: '8' },
  HEADERS.map(([name, header]): Attack => [
    `a truly signed header with ${name}`,
    () => buildToken({ header }),
    'unsupported_crit',
  ]),
)

testAttacks({ checklist: '8' }, [
  [
    'crit spelled with an escape',
    () => buildToken({ rawHeader: header('"\\u0063rit":["x"]') }),
    'unsupported_crit',
  ],
  [
    'b64 spelled with an escape',
    () => buildToken({ rawHeader: header('"b\\u00364":false') }),
    'unsupported_crit',
  ],
  ['an unencoded payload', unencoded, 'malformed_token'],
])

function header(member: string): string {
  const { alg, kid } = testKey()
  return `{"alg":"${alg}","kid":"${kid}","typ":"at+jwt",${member}}`
}

/** RFC 7797: the payload stands in the token as it is. */
function unencoded(): string {
  const text = `${encode(header('"crit":["b64"],"b64":false'))}.${JSON.stringify({ ...validClaims, iss: 'x', aud: 'x' })}`
  return `${text}.${sign('sha256', Buffer.from(text), testKey().privateKey).toString('base64url')}`
}
