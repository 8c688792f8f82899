import type { JsonWebKey } from 'node:crypto'
import { spellKey, type KeySpelling } from '../token/key-spellings.ts'
import { signHmac } from '../token/sign.ts'
import { prolonged, tokenAttack, type Attack, type Kit } from './attack.ts'

const EXAMPLE: JsonWebKey = { kty: 'RSA', n: 'AQAB', e: 'AQAB' }

/**
 * HMAC with what everybody knows. Which spellings there are depends on the keys, so the list is made when they are known.
 * For keys that could not be had the list still names one attack, so that the report can say it was not made.
 */
export function keyConfusionAttacks(published: Kit['published']): readonly Attack[] {
  const [first, ...others] = published?.keys ?? []
  const firstSpellings = first === undefined ? [] : spellKey(first, published?.text)
  return [
    ...(first === undefined ? [withSecret('hs256-jwk', "signed by HS256 with the issuer's public key", () => undefined)] : []),
    ...firstSpellings.map((spelling) => confusion(spelling, 'HS256')),
    ...firstSpellings
      .filter(({ name }) => MAIN.includes(name))
      .flatMap((spelling) => [confusion(spelling, 'HS384'), confusion(spelling, 'HS512')]),
    ...others.slice(0, 3).flatMap((key, index) =>
      spellKey(key)
        .filter(({ name }) => MAIN.includes(name))
        .map((spelling) => confusion(spelling, 'HS256', index + 2)),
    ),
    ...hiddenAttacks(first ?? EXAMPLE, published === undefined),
    ...emptyKeyAttacks,
  ]
}

/** The spellings that are tried in every way. */
const MAIN = ['spki-pem', 'spki-pem-bare', 'jwk']

function confusion({ name, sentence, secret }: KeySpelling, alg: string, key = 1): Attack {
  const suffix = key === 1 ? '' : `-key-${key}`
  const whose = key === 1 ? "the issuer's public key" : `the issuer's public key number ${key}`
  return withSecret(`${alg.toLowerCase()}-${name}${suffix}`, `signed by ${alg} with ${whose}: ${sentence}`, ({ good }) =>
    signHmac({ ...good.header, alg }, prolonged(good), secret, alg),
  )
}

function withSecret(name: string, sentence: string, make: (kit: Kit) => string | undefined): Attack {
  return tokenAttack('key-confusion', 'key-confusion', name, sentence, make)
}

/** The algorithm in the header stays the issuer's: for programs that look at the key alone. */
function hiddenAttacks(key: JsonWebKey, isMissing: boolean): readonly Attack[] {
  if (isMissing) return []
  return spellKey(key)
    .filter(({ name }) => MAIN.includes(name))
    .map(({ name, secret }) =>
      withSecret(`hidden-hmac-${name}`, `signed by HMAC with the public key (${name}), and alg stays as it was`, ({ good }) =>
        signHmac(good.header, prolonged(good), secret),
      ),
    )
}

const EMPTY: readonly (readonly [name: string, sentence: string, secret: string])[] = [
  ['empty', 'no bytes', ''],
  ['zero-byte', 'a zero byte', '\u0000'],
  ['word-null', 'the word null', 'null'],
  ['word-undefined', 'the word undefined', 'undefined'],
  ['word-none', 'the word None', 'None'],
  ['word-object', 'the text [object Object]', '[object Object]'],
  ['word-secret', 'the word secret', 'secret'],
  ['word-your-256-bit-secret', 'the words of a well-known example', 'your-256-bit-secret'],
]

/** HMAC with a secret that is empty, or that a program writes where it has none. */
const emptyKeyAttacks: readonly Attack[] = [
  ...EMPTY.map(([name, sentence, secret]) =>
    tokenAttack('key-confusion', 'empty-key', `hs256-${name}`, `signed by HS256 with ${sentence} as the secret`, ({ good }) =>
      signHmac({ ...good.header, alg: 'HS256' }, prolonged(good), secret),
    ),
  ),
  tokenAttack('key-confusion', 'empty-key', 'hs256-kid', 'signed by HS256 with its kid as the secret', ({ good }) => {
    const kid = typeof good.header['kid'] === 'string' ? good.header['kid'] : 'kid'
    return signHmac({ ...good.header, alg: 'HS256', kid }, prolonged(good), kid)
  }),
  tokenAttack('key-confusion', 'empty-key', 'hs256-empty-unknown-kid', 'signed by HS256 with no bytes, under a kid that nobody has', ({ good }) =>
    signHmac({ ...good.header, alg: 'HS256', kid: 'nobody' }, prolonged(good), ''),
  ),
]
