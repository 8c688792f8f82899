import { toPart, type GoodToken } from '../token/good-token.ts'
import { prolonged, tokenAttack, type Attack, type Kit, type Tolerance } from './attack.ts'

function junk(name: string, sentence: string, make: (good: GoodToken, kit: Kit) => string, tolerates: Tolerance = 'malformed'): Attack {
  return tokenAttack('structure', 'signature-not-checked', name, sentence, (kit) => make(kit.good, kit), tolerates)
}

/** Another spelling of a good token: what takes it reads base64url too freely. */
function spelling(name: string, sentence: string, make: (good: GoodToken) => string | undefined): Attack {
  return tokenAttack('structure', 'lenient-encoding', name, sentence, ({ good }) => make(good), 'malformed')
}

const truncations: readonly Attack[] = [
  junk('one-part', 'the header alone', ({ parts }) => parts[0]),
  junk('two-parts', 'header and claims, without a second dot', ({ parts }) => `${parts[0]}.${parts[1]}`),
  junk('four-parts', 'a good token with a part more', ({ text }) => `${text}.x`),
  junk('five-parts', 'a good token with two empty parts more, like an encrypted one', ({ text }) => `${text}..`),
  junk('half-token', 'the first half of a good token', ({ text }) => text.slice(0, text.length >> 1)),
  junk('last-letter-missing', 'a good token without its last letters', ({ text }) => text.slice(0, -4)),
  junk('empty-header', 'a good token without its header', ({ parts }) => `.${parts[1]}.${parts[2]}`),
  junk('empty-payload', 'a good token without its claims', ({ parts }) => `${parts[0]}..${parts[2]}`),
  junk('only-dots', 'two dots', () => '..'),
  junk('many-dots', '2,000 dots', () => '.'.repeat(2000), 'oversized'),
  junk('dot-in-front', 'a good token behind a dot', ({ text }) => `.${text}`),
  junk('twice', 'a good token twice, without anything between', ({ text }) => `${text}${text}`, 'oversized'),
]

const spellings: readonly Attack[] = [
  spelling('padded', 'a good token whose signature ends with =', ({ text }) => `${text}=`),
  spelling('padded-twice', 'a good token whose signature ends with ==', ({ text }) => `${text}==`),
  spelling('plain-base64', 'a good token in the letters of plain base64', ({ text, parts }) => {
    const plain = [parts[0], parts[1], parts[2].replaceAll('-', '+').replaceAll('_', '/')].join('.')
    return plain === text ? undefined : plain
  }),
  spelling('loose-bits', 'a good token, with loose bits in the last letter of its signature', ({ parts }) => {
    const loose = loosen(parts[2])
    return loose === undefined ? undefined : `${parts[0]}.${parts[1]}.${loose}`
  }),
  spelling('percent', 'a good token whose dots are written %2E', ({ parts }) => parts.join('%2E')),
  spelling('junk-inside', 'a good token with a letter in its signature that base64url does not have', ({ parts }) =>
    `${parts[0]}.${parts[1]}.${parts[2].slice(0, 8)}!${parts[2].slice(8)}`,
  ),
]

/** Another last letter that stands for the same bytes. RFC 4648 §3.5. */
function loosen(part: string): string | undefined {
  const spare = { 2: 4, 3: 2 }[part.length % 4]
  if (spare === undefined) return undefined
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.slice(0, -1) + letters[letters.indexOf(part.at(-1) ?? '') ^ 1]
}

/** Headers and claims that are no JSON objects, or that no parser likes. None has a good signature. */
const contents: readonly (readonly [name: string, sentence: string, part: string | Buffer])[] = [
  ['no-json', 'no JSON', '{'],
  ['empty-object', 'an empty object', '{}'],
  ['list', 'a list', '[]'],
  ['null', 'null', 'null'],
  ['number', 'a number', '1e999'],
  ['text', 'a text', '"text"'],
  ['bad-utf8', 'no UTF-8', Buffer.from('7b22616c67223a22ff22c0807d', 'hex')],
  ['utf16', 'UTF-16', Buffer.from('{"alg":"RS256"}', 'utf16le')],
  ['byte-order-mark', 'behind a byte order mark', '\ufeff{"alg":"RS256"}'],
  ['deep', 'lists in lists, 3,000 deep', `${'['.repeat(3000)}${']'.repeat(3000)}`],
  ['prototype', 'an object that sets prototypes', '{"alg":"RS256","__proto__":{"alg":"none"},"constructor":{"prototype":{}}}'],
  ['long-number', 'a number of 1,000 digits', `{"alg":"RS256","exp":${'9'.repeat(1000)}}`],
  ['zero-byte', 'an object with a zero byte', '{"alg":"RS256\u0000"}'],
  ['lone-surrogate', 'half a letter', '{"alg":"\\ud800"}'],
]

const contentAttacks: readonly Attack[] = contents.flatMap(([name, sentence, part]) => {
  const encoded = Buffer.from(part).toString('base64url')
  return [
    junk(`header-${name}`, `its header is ${sentence}`, ({ parts }) => `${encoded}.${parts[1]}.${parts[2]}`, 'oversized'),
    junk(`claims-${name}`, `its claims are ${sentence}`, ({ parts }) => `${parts[0]}.${encoded}.${parts[2]}`, 'oversized'),
  ]
})

const odd: readonly Attack[] = [
  junk('alg-number', 'alg is a number', (good) => `${toPart({ ...good.header, alg: 256 })}.${good.parts[1]}.${good.parts[2]}`),
  junk('alg-list', 'alg is a list that holds the good one', (good) =>
    `${toPart({ ...good.header, alg: [good.header['alg']] })}.${good.parts[1]}.${good.parts[2]}`,
  ),
  junk('alg-proto', 'alg is __proto__', (good) => `${toPart({ ...good.header, alg: '__proto__' })}.${good.parts[1]}.${good.parts[2]}`),
  junk('crit-odd', 'crit is no list', (good) => `${toPart({ ...good.header, crit: 'exp' })}.${good.parts[1]}.${good.parts[2]}`),
  junk('unencoded-payload', 'b64 is false, and the claims stand there as they are', (good) =>
    `${toPart({ ...good.header, b64: false, crit: ['b64'] })}.${JSON.stringify({ sub: good.claims['sub'] })}.${good.parts[2]}`,
  ),
  junk('compressed', 'zip is DEF', (good) => `${toPart({ ...good.header, zip: 'DEF' })}.${good.parts[1]}.${good.parts[2]}`),
  junk('claims-twice', 'every claim stands there twice, the second time as the attacker wants it', (good) => {
    const twice = `${JSON.stringify(good.claims).slice(0, -1)},${JSON.stringify(prolonged(good)).slice(1)}`
    return `${good.parts[0]}.${toPart(twice)}.${good.parts[2]}`
  }),
  junk('letters-beyond', 'letters beyond ASCII', () => 'eyJ\u00e9\u00fc\u00f1.\u00e9.\u00e9'),
  junk('format-string', 'a format string', () => '%s%s%s%n%x.%d.{0}'),
  junk('long', '6,000 letters without a dot', () => 'A'.repeat(6000), 'oversized'),
  junk('too-long-for-http', '70,000 letters', () => 'A'.repeat(70_000), 'oversized'),
  tokenAttack('structure', 'polyglot', 'json-serialization', 'a good token in JSON serialization', ({ good }) =>
    JSON.stringify({ protected: good.parts[0], payload: good.parts[1], signature: good.parts[2] }), 'malformed'),
  tokenAttack('structure', 'polyglot', 'polyglot', 'JSON that holds a good token, and claims of the attacker', ({ good }) =>
    JSON.stringify({
      [`  ${good.parts[0]}.`]: '',
      protected: good.parts[0],
      payload: toPart(prolonged(good)),
      [`.${good.parts[1]}.${good.parts[2]}`]: '',
      signature: good.parts[2],
    }), 'malformed'),
]

/** Tokens that are none, to see whether they are refused and not stumbled over. */
export const structureAttacks: readonly Attack[] = [...truncations, ...spellings, ...contentAttacks, ...odd]
