import { testKey } from '../support/keys.ts'
import { buildToken, encode, validClaims } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

const header = JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid: testKey().kid })
const claims = JSON.stringify(validClaims)

/** Other spellings of the same bytes, which a lenient decoder takes: CVE-2022-25898, CVE-2026-48525. */
const SPELLINGS: readonly (readonly [string, (part: string) => string])[] = [
  ['a padding character behind', (part) => `${part}=`],
  ['two padding characters behind', (part) => `${part}==`],
  ['an encoded padding character behind', (part) => `${part}%3D`],
  ['a padding character inside', insert('=')],
  ['a space behind', (part) => `${part} `],
  ['a space before', (part) => ` ${part}`],
  ['a space inside', insert(' ')],
  ['four spaces inside', insert('    ')],
  ['a line feed inside', insert('\n')],
  ['a carriage return and line feed inside', insert('\r\n')],
  ['a tab inside', insert('\t')],
  ['a form feed inside', insert('\f')],
  ['a no-break space inside', insert('\u00a0')],
  ['a zero-width space inside', insert('\u200b')],
  ['a byte order mark before', (part) => `\ufeff${part}`],
  ['a null character inside', insert('\0')],
  ['a null character behind', (part) => `${part}\0`],
  ['a plus sign inside', insert('+')],
  ['four plus signs inside', insert('++++')],
  ['a slash inside', insert('/')],
  ['a question mark inside', insert('?')],
  ['a quotation mark inside', insert('"')],
  ['a comma inside', insert(',')],
  ['a percent sign inside', insert('%')],
  ['a letter in full width for its own', (part) => `\uff45${part.slice(1)}`],
  [
    'a letter 256 code points above its own',
    (part) => String.fromCharCode(part.charCodeAt(0) + 256) + part.slice(1),
  ],
  [
    'a letter whose low byte is its own',
    (part) => part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) + 0x3000),
  ],
  ['half of a surrogate pair inside', insert('\ud800')],
  ['a letter outside the basic plane inside', insert('\u{1d41a}')],
  ['one letter too many', (part) => part + 'A'.repeat((5 - (part.length % 4)) % 4)],
  ['spare bits that are not zero', spareBits],
]

testAttacks(
  {
    checklist: '1, 2',
    control: () => buildToken({ encodedHeader: withSpareBits(header), encodedClaims: withSpareBits(claims) }),
  },
  SPELLINGS.flatMap(([name, spell]): Attack[] => [
    [
      `a signed header with ${name}`,
      () => buildToken({ encodedHeader: spell(withSpareBits(header)) }),
      'malformed_token',
    ],
    [
      `signed claims with ${name}`,
      () => buildToken({ encodedClaims: spell(withSpareBits(claims)) }),
      'malformed_token',
    ],
    [`a signature with ${name}`, () => buildToken().replace(/[^.]+$/, spell), 'malformed_token'],
  ]),
)

testAttacks({ checklist: '1, 2' }, [
  ['a token in the other base64 alphabet', () => otherAlphabet(), 'malformed_token'],
  ['a token with a space before', () => ` ${buildToken()}`, 'malformed_token'],
  ['a token with a line feed behind', () => `${buildToken()}\n`, 'malformed_token'],
  ['a token in quotation marks', () => `"${buildToken()}"`, 'malformed_token'],
  ['a percent-encoded token', () => buildToken().replaceAll('.', '%2E'), 'opaque_token'],
  ['a token with dots in full width', () => buildToken().replaceAll('.', '\uff0e'), 'opaque_token'],
  ['a token with one-dot leaders', () => buildToken().replaceAll('.', '\u2024'), 'opaque_token'],
  ['a token with its scheme before', () => `Bearer ${buildToken()}`, 'malformed_token'],
  ['a token in base64 once more', () => encode(buildToken()), 'opaque_token'],
])

function insert(text: string): (part: string) => string {
  return (part) => part.slice(0, 8) + text + part.slice(8)
}

/** Sets the lowest of the bits that the last character has to spare. */
function spareBits(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  if (part.length % 4 === 0) throw new Error('this part has no spare bits')
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1) as string) | 1]
}

/** Encodes a JSON text so that its last character has bits to spare. */
function withSpareBits(json: string): string {
  return encode(json + ' '.repeat((4 - (json.length % 3)) % 3))
}

/** A truly signed token with `+` and `/`, as base64 without url would spell it. */
function otherAlphabet(): string {
  const rawClaims = Buffer.from(JSON.stringify({ ...validClaims, name: '???>>>~~~\u00ff\u00fb' }))
  return buildToken({ encodedClaims: rawClaims.toString('base64').replaceAll('=', '') })
}
