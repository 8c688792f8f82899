import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, type Auth } from 'tokenstile'
import { runSoak, type SoakChanges } from './run-soak.ts'

const SEED = 7
const isOverAt = (seconds: number) => (clock: number) => clock >= seconds
const accepted = { ok: true, auth: {} as Auth } as const

/** What a verifier could do wrong, for how long the soak must run to meet it, and what its judge then says. */
const BROKEN: readonly [what: string, clockSeconds: number, violation: RegExp, changes: SoakChanges][] = [
  [
    'keeps no keys for an outage',
    300,
    /503 although its key was there/,
    { keys: { staleSeconds: 0 }, failing: (now) => (now < 60 ? 0 : 1) },
  ],
  [
    'asks once an hour for unknown kids',
    1850,
    /503, its key \d+\.\d+ s old/,
    { keys: { unknownKids: { fetches: 1, perSeconds: 3600 } } },
  ],
  ['asks for the keys every second', 300, /asked \d+ times for the key set/, { keys: { ttlSeconds: 1 } }],
  [
    'says invalid where it should say unavailable',
    60,
    /refused with 401 unknown_key/,
    {
      failing: () => 1,
      wrap: ({ tryVerify }) => ({
        async tryVerify(token) {
          const result = await tryVerify(token)
          return result.ok ? result : { ok: false, error: new AuthError('unknown_key') }
        },
      }),
    },
  ],
  [
    'takes a bad signature for a good one',
    300,
    /\(forged\) was accepted$/,
    {
      wrap: ({ tryVerify }) => ({
        async tryVerify(token) {
          const result = await tryVerify(token)
          return !result.ok && result.error.code === 'bad_signature' ? accepted : result
        },
      }),
    },
  ],
  [
    'goes on to trust a key that was taken out',
    900,
    /\(out\) was accepted although the set no longer has its key/,
    {
      wrap({ tryVerify }) {
        const kids = new Set<string>()
        return {
          async tryVerify(token) {
            const result = await tryVerify(token)
            const kid = kidOf(token)
            if (result.ok) kids.add(kid)
            return kids.has(kid) ? accepted : result
          },
        }
      },
    },
  ],
]

for (const [what, clockSeconds, violation, changes] of BROKEN) {
  test(`the soak reports a verifier that ${what}`, async () => {
    const { violations } = await runSoak(SEED, isOverAt(clockSeconds), changes)
    assert.ok(
      violations.some((found) => violation.test(found)),
      violations.slice(0, 5).join('\n'),
    )
  })
}

test('the soak goes the same way for the same seed, and another way for another', async () => {
  const [one, again, other] = [
    await runSoak(SEED, isOverAt(150)),
    await runSoak(SEED, isOverAt(150)),
    await runSoak(SEED + 1, isOverAt(150)),
  ]
  assert.deepEqual(again, one)
  assert.notDeepEqual({ ...other, seed: SEED }, one)
})

function kidOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split('.', 1)[0]!, 'base64url').toString()) as { kid: string }
  return header.kid
}
