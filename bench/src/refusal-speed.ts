import { AuthError, createVerifier } from 'tokenstile'
import { toTable, toText } from './markdown-table.ts'
import { issuerOptionsFor } from './ours.ts'
import { microseconds, runRounds, type Contestant, type Effort } from './rounds.ts'
import type { Signed } from './signed-tokens.ts'
import { verdict } from './verification-speed.ts'

/** How long a refusal takes at most, in microseconds. */
const LIMIT = 1000

/** How long junk holds us up. All of it is refused before any key is looked for. */
export async function refusalTable(
  signed: Signed,
  effort: Effort,
): Promise<{ table: string; worst: number }> {
  const verifier = createVerifier(issuerOptionsFor(signed))
  const codeOf = (token: string): string => {
    try {
      verifier.verifySync(token)
      return 'accepted'
    } catch (error) {
      return AuthError.is(error) ? error.code : 'a fault'
    }
  }
  const junk = createJunk(signed)
  const contestants = junk.map(([name, make]): Contestant => ({
    name,
    prepare: (count) => {
      const bytes = Buffer.from(make())
      // As from a socket: a new, flat string each time. A few of them go round where they are large.
      const tokens = Array.from({ length: Math.min(count, 10) }, () => bytes.toString('latin1'))
      return () => {
        for (let at = 0; at < count; at++) codeOf(tokens[at % tokens.length] as string)
      }
    },
  }))
  const measured = await runRounds(contestants, effort)
  const rows = junk.map(([name, make]) => [
    name,
    `\`${codeOf(make())}\``,
    toText(microseconds(measured, name)),
  ])
  const worst = Math.max(...junk.map(([name]) => microseconds(measured, name)))
  return { table: toTable(['token', 'refused as', 'CPU µs'], rows), worst }
}

export function refusalPromise(worst: number): readonly string[] {
  return ['refusing junk, the worst below', '≤ 1 ms', `${toText(worst)} µs`, verdict(worst <= LIMIT)]
}

type Junk = readonly [string, () => string]

function createJunk(signed: Signed): readonly Junk[] {
  const good = signed.sign()
  const [header = '', , signature = ''] = good.split('.')
  const withClaims = (json: string): string =>
    `${header}.${Buffer.from(json).toString('base64url')}.${signature}`
  return [
    ['1 MB of one letter', () => 'a'.repeat(1_000_000)],
    ['a good token, and 1 MB behind it', () => good + 'a'.repeat(1_000_000)],
    ['100,000 dots', () => '.'.repeat(100_000)],
    ['8,000 dots', () => '.'.repeat(8000)],
    ['8 kB without a dot', () => 'a'.repeat(8000)],
    ['claims: 5 kB of `[`', () => withClaims('['.repeat(5000))],
    ['claims: 5 kB of `"`', () => withClaims('"'.repeat(5000))],
    ['claims: 5 kB of `\\`', () => withClaims(`{"a":"${'\\'.repeat(5000)}"}`)],
    [
      'claims: 700 members',
      () => withClaims(`{${Array.from({ length: 700 }, (_, at) => `"${at}":1`).join()}}`),
    ],
    ['claims: a string of 5 kB', () => withClaims(`{"a":"${'x'.repeat(5000)}"}`)],
    ['expired', () => signed.sign({ claims: { iat: 1, exp: 2 } })],
  ]
}
