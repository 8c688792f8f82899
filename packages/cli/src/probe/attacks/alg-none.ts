import { toPart } from '../token/good-token.ts'
import { prolonged, tokenAttack, type Attack, type Kit } from './attack.ts'

/** Values of `alg` that some program reads as "no signature". */
const SPELLINGS: readonly (readonly [name: string, sentence: string, alg: unknown])[] = [
  ['none', '"none"', 'none'],
  ['None', '"None"', 'None'],
  ['NONE', '"NONE"', 'NONE'],
  ['nOnE', '"nOnE"', 'nOnE'],
  ['space-behind', '"none" with a space behind it', 'none '],
  ['space-before', '"none" with a space before it', ' none'],
  ['tab', '"none" with a tab behind it', 'none\t'],
  ['line-break', '"none" with a line break behind it', 'none\n'],
  ['zero-byte', '"none" with a zero byte behind it', 'none\u0000'],
  ['zero-width', '"none" with a space of no width inside', 'no\u200bne'],
  ['cyrillic', '"none" with a Cyrillic letter', 'n\u043ene'],
  ['full-width', '"none" in full-width letters', '\uff4e\uff4f\uff4e\uff45'],
  ['empty', 'an empty text', ''],
  ['null-word', '"null"', 'null'],
  ['null', 'null', null],
  ['false', 'false', false],
  ['zero', 'the number 0', 0],
  ['list', 'a list that holds "none"', ['none']],
  ['object', 'an object', { alg: 'none' }],
  ['HS0', '"HS0"', 'HS0'],
  ['unknown', '"XX256"', 'XX256'],
]

function none(name: string, sentence: string, make: (kit: Kit) => string): Attack {
  return tokenAttack('alg-none', 'alg-none', `none-${name}`, sentence, make)
}

/** Tokens that say they need no signature. RFC 7519 §6, RFC 8725 §2.1. */
export const algNoneAttacks: readonly Attack[] = [
  ...SPELLINGS.map(([name, sentence, alg]) =>
    none(name, `alg is ${sentence}, and there is no signature`, ({ good }) =>
      unsigned({ ...good.header, alg }, prolonged(good)),
    ),
  ),
  none('absent', 'there is no alg, and no signature', ({ good }) => {
    const { alg: _, ...header } = good.header
    return unsigned(header, prolonged(good))
  }),
  none('bare', 'alg "none" and nothing else in the header', ({ good }) => unsigned({ alg: 'none' }, prolonged(good))),
  none('good-signature', 'alg is "none", and the good signature is still behind it', ({ good }) =>
    [toPart({ ...good.header, alg: 'none' }), good.parts[1], good.parts[2]].join('.'),
  ),
  none('junk-signature', 'alg is "none", and a word is the signature', ({ good }) =>
    `${unsigned({ ...good.header, alg: 'none' }, prolonged(good))}signature`,
  ),
  none('two-parts', 'alg is "none", and the second dot is missing', ({ good }) =>
    unsigned({ ...good.header, alg: 'none' }, prolonged(good)).slice(0, -1),
  ),
  none('twice-first', 'alg stands there twice: "none", then the good one', ({ good }) =>
    unsigned(twice(good.header, '"none"', JSON.stringify(good.header['alg'])), prolonged(good)),
  ),
  none('twice-last', 'alg stands there twice: the good one, then "none"', ({ good }) =>
    unsigned(twice(good.header, JSON.stringify(good.header['alg']), '"none"'), prolonged(good)),
  ),
  none('capital-member', 'beside alg there is Alg, which is "none"', ({ good }) =>
    unsigned({ ...good.header, Alg: 'none', ALG: 'none' }, prolonged(good)),
  ),
]

function unsigned(header: unknown, claims: unknown): string {
  return `${toPart(header)}.${toPart(claims)}.`
}

/** JSON that no writer makes: two members of one name. */
function twice(header: Readonly<Record<string, unknown>>, first: string, second: string): string {
  const { alg: _, ...others } = header
  return `{"alg":${first},"alg":${second},${JSON.stringify(others).slice(1)}`.replace(',}', '}')
}
