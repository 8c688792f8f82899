import { testKey } from '../support/keys.ts'
import { buildToken, validClaims } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

const claims = JSON.stringify(validClaims)
const header = JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid: testKey().kid })
const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

/** Texts that are no strict JSON object in UTF-8, although some parser reads them. */
const TEXTS: readonly (readonly [string, (json: string) => string | Buffer])[] = [
  ['a byte order mark before', (json) => `\ufeff${json}`],
  ['a null character before', (json) => `\0${json}`],
  ['a null character behind', (json) => `${json}\0`],
  ['text behind', (json) => `${json}x`],
  ['a second object behind', (json) => `${json}${json}`],
  ['a comma behind its last member', (json) => json.replace(/\}$/, ',}')],
  ['a comment', (json) => json.replace('{', '{/**/')],
  ['a line comment', (json) => `${json}//`],
  ['single quotation marks', (json) => json.replaceAll('"', "'")],
  ['names without quotation marks', (json) => json.replaceAll(/"(\w+)":/g, '$1:')],
  ['a no-break space', (json) => json.replace('{', '{\u00a0')],
  ['a vertical tab', (json) => json.replace('{', '{\v')],
  ['a raw line feed in a string', (json) => json.replace('{', '{"x":"a\nb",')],
  ['a wrong escape', (json) => json.replace('{', '{"x":"\\x41",')],
  ['half of a surrogate pair', (json) => json.replace('{', '{"x":"\\ud800",')],
  ['the wrong half of a surrogate pair', (json) => json.replace('{', '{"x":"\\udc00\\ud800",')],
  ['half of a surrogate pair in a name', (json) => json.replace('{', '{"\\udfff":1,')],
  ['NaN', (json) => json.replace('{', '{"x":NaN,')],
  ['Infinity', (json) => json.replace('{', '{"x":Infinity,')],
  ['a number beyond every bound', (json) => json.replace('{', '{"x":1e999,')],
  ['a number beyond every bound in a list', (json) => json.replace('{', '{"x":[[-1e999]],')],
  ['a hexadecimal number', (json) => json.replace('{', '{"x":0x10,')],
  ['a number that begins with zero', (json) => json.replace('{', '{"x":01,')],
  ['a number that begins with a plus sign', (json) => json.replace('{', '{"x":+1,')],
  ['an unfinished string', (json) => json.replace(/\}$/, ',"x":"')],
  ['an unfinished object', (json) => json.slice(0, -1)],
  ['one brace too many', (json) => `${json}}`],
  ['UTF-16', (json) => Buffer.from(json, 'utf16le')],
  ['Latin-1', (json) => Buffer.from(json.replace('{', '{"x":"\u00e9",'), 'latin1')],
  ['a byte that UTF-8 never has', (json) => bytes(json.slice(0, -1), ',"x":"', [0xff], '"}')],
  ['a byte too many of a character', (json) => bytes(json.slice(0, -1), ',"x":"', [0x80], '"}')],
  ['an overlong quotation mark', (json) => bytes(json.slice(0, -1), ',"x":"', [0xc0, 0xa2], '"}')],
  ['a surrogate in UTF-8', (json) => bytes(json.slice(0, -1), ',"x":"', [0xed, 0xa0, 0x80], '"}')],
  [
    'a character beyond Unicode',
    (json) => bytes(json.slice(0, -1), ',"x":"', [0xf5, 0x80, 0x80, 0x80], '"}'),
  ],
  ['nothing in it', () => ' '],
]

/** Values that are JSON and no object: CVE-2026-107723 let a list skip every check. */
const SHAPES: readonly (readonly [string, (json: string) => string])[] = [
  ['a list of the object', (json) => `[${json}]`],
  ['a list of members', (json) => JSON.stringify(Object.entries(JSON.parse(json)))],
  ['an empty list', () => '[]'],
  ['a text of the object', (json) => JSON.stringify(json)],
  ['an empty text', () => '""'],
  ['null', () => 'null'],
  ['true', () => 'true'],
  ['a number', () => '1'],
]

testAttacks(
  { checklist: '3' },
  TEXTS.flatMap(([name, write]): Attack[] => [
    [`a signed header with ${name}`, () => buildToken({ rawHeader: write(header) }), 'malformed_token'],
    [`signed claims with ${name}`, () => buildToken({ rawClaims: write(claims) }), 'malformed_token'],
  ]),
)

testAttacks(
  { checklist: '3' },
  SHAPES.flatMap(([name, write]): Attack[] => [
    [`a signed header that is ${name}`, () => buildToken({ rawHeader: write(header) }), 'malformed_token'],
    [`signed claims that are ${name}`, () => buildToken({ rawClaims: write(claims) }), 'malformed_token'],
  ]),
)

testAttacks({ checklist: '3, 20' }, [
  ['claims that are an empty object', () => buildToken({ rawClaims: '{}' }), 'missing_claim'],
  ['a header that is an empty object', () => buildToken({ rawHeader: '{}' }), 'algorithm_not_allowed'],
])
