import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createVerifier, type Auth, type Verifier } from 'tokenstile'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { testKey } from '../support/keys.ts'
import { buildToken, issuerOptions, NOW } from '../support/tokens.ts'

const key = testKey('ES256')
const offset = fc.oneof(fc.integer({ min: -400, max: 400 }), fc.double({ min: -400, max: 400, noNaN: true }))
const times = fc.record({
  exp: offset.map((seconds) => NOW + 300 + seconds),
  nbf: fc.option(
    offset.map((seconds) => NOW + seconds),
    { nil: undefined },
  ),
  iat: fc.option(
    offset.map((seconds) => NOW - 300 + seconds),
    { nil: undefined },
  ),
})
const options = fc.record({
  clockToleranceSeconds: fc.integer({ min: 0, max: 300 }),
  maxTokenAgeSeconds: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
})

/** Where one side could see the end of a time and the other not: each bound, and a hair on either side. */
function instants(
  claims: { exp: number; nbf: number | undefined; iat: number | undefined },
  tolerance: number,
  age = 0,
): number[] {
  const { exp, nbf = NOW, iat = NOW } = claims
  const bounds = [
    exp,
    exp + tolerance,
    nbf,
    nbf - tolerance,
    iat,
    iat - tolerance,
    iat - 300,
    iat + age,
    iat + age + tolerance,
  ]
  return bounds.flatMap((bound) => [bound - 1, bound - 0.001, bound, bound + 0.001, bound + 1])
}

for (const engine of ENGINES) {
  test(`says of a remembered token at every instant what it says of a new one on the ${engine.name} engine (checklist 19, 25)`, async () => {
    await fc.assert(
      fc.asyncProperty(
        times,
        options,
        fc.array(
          offset.map((seconds) => NOW + seconds),
          { maxLength: 10 },
        ),
        async (claims, chosen, more) => {
          const defined = Object.fromEntries(
            Object.entries(chosen).filter(([, value]) => value !== undefined),
          )
          const issuer = issuerOptions({ ...defined, requiredClaims: ['sub'] }, [key])
          const token = buildToken({ key, claims })
          let time = NOW
          const settings = { now: () => time * 1000 }
          const warm = createVerifierOn(engine, issuer, settings)
          const cold = createVerifierOn(engine, issuer, { ...settings, cache: false })
          await warm.tryVerify(token)
          for (time of [
            ...instants(claims, chosen.clockToleranceSeconds, chosen.maxTokenAgeSeconds),
            ...more,
          ]) {
            assert.deepEqual(await verdictOf(warm, token), await verdictOf(cold, token), `at ${time}`)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
}

test('says of remembered tokens what it says of new ones, whatever is revoked and published meanwhile (checklist 18, 59)', async () => {
  const tokens = ['one', 'two', 'three'].map((jti) => buildToken({ key, claims: { jti } }))
  const step = fc.oneof(
    fc.record({ do: fc.constant('verify' as const), which: fc.nat(2) }),
    fc.record({ do: fc.constant('revoke' as const), which: fc.nat(2) }),
    fc.record({ do: fc.constant('pardon' as const), which: fc.nat(2) }),
    fc.record({ do: fc.constant('withdraw' as const), which: fc.nat(2) }),
    fc.record({ do: fc.constant('publish' as const), which: fc.nat(2) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const revoked = new Set<string>()
      let epoch = 0
      let published = [key.jwk]
      const revocation = {
        isRevoked: ({ jti }: { jti: string | undefined }) => revoked.has(jti ?? ''),
        epoch: () => epoch,
      }
      const issuer = issuerOptions({ keys: { find: () => published } })
      const settings = { now: () => NOW * 1000, revocation }
      const warm = createVerifier(issuer, settings)
      const cold = createVerifier(issuer, { ...settings, cache: false })
      for (const { do: action, which } of steps) {
        const jti = ['one', 'two', 'three'][which] as string
        if (action === 'revoke' || action === 'pardon') {
          epoch++
          revoked[action === 'revoke' ? 'add' : 'delete'](jti)
        } else if (action === 'withdraw') published = []
        else if (action === 'publish') published = [key.jwk]
        const token = tokens[which] as string
        assert.deepEqual(await verdictOf(warm, token), await verdictOf(cold, token))
      }
    }),
    { numRuns: 100 },
  )
})

async function verdictOf(
  verifier: Pick<Verifier<Auth<unknown, unknown>>, 'tryVerify'>,
  token: string,
): Promise<unknown> {
  const result = await verifier.tryVerify(token)
  return result.ok ? result.auth : result.error.code
}
