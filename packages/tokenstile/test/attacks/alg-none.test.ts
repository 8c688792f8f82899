import { buildToken, encode } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

/** Names that were taken for `none`, or slipped past a comparison with it. CVE-2015-9235, CVE-2022-23540. */
const NAMES: readonly (readonly [string, unknown])[] = [
  ['none', 'none'],
  ['none with a capital', 'None'],
  ['none in capitals', 'NONE'],
  ['none in mixed case', 'nOnE'],
  ['none with a space behind', 'none '],
  ['none with a space before', ' none'],
  ['none with a line feed behind', 'none\n'],
  ['none with a null character behind', 'none\0'],
  ['none with a null character and an allowed name behind', 'none\0RS256'],
  ['none with a Greek omicron', 'n\u03bfne'],
  ['none in full width', '\uff4e\uff4f\uff4e\uff45'],
  ['none with a zero-width space', 'no\u200bne'],
  ['none with a combining mark', 'none\u0301'],
  ['an empty name', ''],
  ['no name', undefined],
  ['null', null],
  ['the word null', 'null'],
  ['the word undefined', 'undefined'],
  ['zero', 0],
  ['false', false],
  ['true', true],
  ['an empty list', []],
  ['a list of an allowed name', ['RS256']],
  ['an object', { toString: 'RS256' }],
  ['an allowed name in small letters', 'rs256'],
  ['an allowed name with a space behind', 'RS256 '],
  ['an allowed name with a null character behind', 'RS256\0'],
  ['an allowed name in full width', '\uff32\uff33256'],
  ['a list of names in a string', 'RS256,none'],
  ['an asterisk', '*'],
  ['the name of an inherited member', 'constructor'],
  ['the name of the prototype', '__proto__'],
  ['an encryption algorithm', 'RSA-OAEP'],
]

testAttacks(
  { checklist: '4, 6' },
  NAMES.flatMap(([name, alg]): Attack[] => [
    // An empty signature is no third part at all; with any signature the name decides.
    [`alg as ${name} without a signature`, () => `${unsigned(alg)}.`, 'malformed_token'],
    [`alg as ${name} with a true signature`, () => buildToken({ header: { alg } }), 'algorithm_not_allowed'],
    [`alg as ${name} with one byte for a signature`, () => `${unsigned(alg)}.AA`, 'algorithm_not_allowed'],
  ]),
)

testAttacks({ checklist: '1, 6, 18' }, [
  [
    'none spelled with an escape',
    () => buildToken({ rawHeader: '{"alg":"\\u006eone","typ":"at+jwt"}' }),
    'algorithm_not_allowed',
  ],
  ['a token without its signature and dot', () => unsigned('none'), 'malformed_token'],
  ['a true token whose signature was cut off', () => buildToken().replace(/[^.]*$/, ''), 'malformed_token'],
  [
    'a true token whose signature and dot were cut off',
    () => buildToken().replace(/\.[^.]*$/, ''),
    'malformed_token',
  ],
  [
    'alg in another case of its own name',
    () => buildToken({ header: { alg: undefined, ALG: 'RS256' } }),
    'algorithm_not_allowed',
  ],
  [
    'alg among the claims alone',
    () => buildToken({ header: { alg: undefined }, claims: { alg: 'RS256' } }),
    'algorithm_not_allowed',
  ],
  [
    'an inherited alg',
    () => buildToken({ rawHeader: '{"__proto__":{"alg":"RS256"},"typ":"at+jwt"}' }),
    'algorithm_not_allowed',
  ],
])

function unsigned(alg: unknown): string {
  const [, claims] = buildToken().split('.')
  return `${encode(JSON.stringify({ alg, typ: 'at+jwt' }))}.${claims}`
}
