import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { AuthError } from 'tokenstile'
import { type AnyVerifier, createVerifierOn, ENGINES } from '../support/both-engines.ts'
import { createKey, testKey } from '../support/keys.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const CHARS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0~%\u00e9\u0141\u2024\ud800'

/** Every way to change a token a little; each gives all its mutants. */
const MUTATIONS: readonly (readonly [string, (token: string) => readonly string[]])[] = [
  [
    'one character changed to another',
    (token) => eachPosition(token, (at) => replaceAt(token, at, anotherChar(token[at]))),
  ],
  [
    'one character changed to its neighbour in the alphabet',
    (token) => eachPosition(token, (at) => replaceAt(token, at, neighbour(token[at]))),
  ],
  [
    'one letter in the other case',
    (token) => eachPosition(token, (at) => replaceAt(token, at, otherCase(token[at]))),
  ],
  ['one character left out', (token) => eachPosition(token, (at) => replaceAt(token, at, ''))],
  [
    'one character twice',
    (token) => eachPosition(token, (at) => replaceAt(token, at, `${token[at]}${token[at]}`)),
  ],
  [
    'one character put in',
    (token) => eachPosition(token, (at) => replaceAt(token, at, `${anyChar()}${token[at]}`)),
  ],
  [
    'two neighbours exchanged',
    (token) =>
      eachPosition(
        token,
        (at) => token.slice(0, at) + (token[at + 1] ?? '') + token[at] + token.slice(at + 2),
      ),
  ],
  ['its end cut off', (token) => eachPosition(token, (at) => token.slice(0, at))],
  ['its start cut off', (token) => eachPosition(token, (at) => token.slice(at + 1))],
  ['parts in another order', (token) => permutations(token.split('.')).map((parts) => parts.join('.'))],
  ['all letters in one case', (token) => [token.toUpperCase(), token.toLowerCase()]],
  ['something around it', (token) => [...CHARS].flatMap((char) => [char + token, token + char])],
]

for (const alg of ['RS256', 'ES256', 'EdDSA']) {
  const key = testKey(alg)
  for (const engine of ENGINES) {
    for (const [name, mutate] of MUTATIONS) {
      test(`refuses an ${alg} token with ${name}, wherever that is, on the ${engine.name} engine (checklist 1, 2, 18)`, async () => {
        const token = buildToken({ key })
        const cold = createVerifierOn(engine, issuerOptions({}, [key]), { now, cache: false })
        const warm = createVerifierOn(engine, issuerOptions({}, [key]), { now })
        await warm.verify(token)
        const mutants = mutate(token).filter((mutant) => mutant !== token)
        assert.ok(mutants.length > 1)
        for (const mutant of mutants) {
          for (const verifier of [cold, warm]) await assertRefusedByAll(verifier, mutant, engine.synchronous)
        }
        await warm.verify(token)
      })
    }

    test(`refuses every mixture of the parts of two ${alg} tokens on the ${engine.name} engine (checklist 18)`, async () => {
      const one = buildToken({ key }).split('.')
      const sameIssuer = buildToken({ key, claims: { sub: 'user-2', jti: 'token-2' } }).split('.')
      const stranger = buildToken({
        key: createKey(alg),
        header: { kid: key.kid },
        claims: { sub: 'admin' },
      }).split('.')
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      const whole = new Set([one.join('.'), sameIssuer.join('.')])
      for (const token of whole) await verifier.verify(token)
      const sources = [one, sameIssuer, stranger]
      for (const [first] of sources) {
        for (const [, second] of sources) {
          for (const [, , third] of sources) {
            const mixed = `${first}.${second}.${third}`
            // The header of two tokens of one key is the same text.
            if (!whole.has(mixed)) await assertRefusedByAll(verifier, mixed, engine.synchronous)
          }
        }
      }
    })
  }
}

/** Refused by the way that waits and by the one that does not, with an AuthError that is a 401. */
async function assertRefusedByAll(
  verifier: AnyVerifier,
  token: string,
  isSynchronous: boolean,
): Promise<void> {
  const result = await verifier.tryVerify(token)
  assert.ok(!result.ok, `accepted: ${JSON.stringify(token)}`)
  assert.equal(result.error.status, 401)
  if (!isSynchronous) return
  assert.throws(
    () => verifier.verifySync(token),
    (error) => AuthError.is(error) && error.code === result.error.code,
  )
}

function eachPosition(token: string, mutate: (at: number) => string): readonly string[] {
  return Array.from(token, (_, at) => mutate(at))
}

function replaceAt(token: string, at: number, text: string): string {
  return token.slice(0, at) + text + token.slice(at + 1)
}

function anyChar(): string {
  return CHARS[randomInt(CHARS.length)] as string
}

function anotherChar(char: string | undefined): string {
  for (;;) {
    const other = anyChar()
    if (other !== char) return other
  }
}

/** The character whose value differs by the lowest bit: at the end of a part it may decode to the same bytes. */
function neighbour(char = ''): string {
  const alphabet = CHARS.slice(0, 64)
  const value = alphabet.indexOf(char)
  return value === -1 ? '-' : (alphabet[value ^ 1] as string)
}

function otherCase(char = ''): string {
  return char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()
}

function permutations(parts: readonly string[]): readonly (readonly string[])[] {
  if (parts.length < 2) return [parts]
  return parts.flatMap((part, at) => permutations(parts.toSpliced(at, 1)).map((rest) => [part, ...rest]))
}
