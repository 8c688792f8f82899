import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type ClaimsSchema, type IssuerOptions } from 'tokenstile'
import { createClock } from './support/clock.ts'
import { testKey } from './support/keys.ts'
import { buildToken, issuerOptions, NOW } from './support/tokens.ts'
import { twinVerifiers } from './support/twin-verifiers.ts'

const key = testKey('ES256')

const schema: ClaimsSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value: { ...(value as object), seen: [1, { two: true }] } }),
  },
}

/** Options, claims and the moments at which something could change, in seconds from now. */
const CASES: readonly [
  what: string,
  options: Partial<IssuerOptions>,
  claims: Record<string, unknown>,
  moments: number[],
][] = [
  ['the defaults', {}, {}, [-360, -300, -60, 1800, 1860, 2100]],
  ['no tolerance', { clockToleranceSeconds: 0 }, {}, [-360, 1800, 1860]],
  ['the greatest tolerance', { clockToleranceSeconds: 300 }, {}, [-360, 1800, 2100]],
  ['a tolerance of a fraction', { clockToleranceSeconds: 0.25 }, { exp: NOW + 10.5 }, [10.5, 10.75, 11]],
  ['a time before which it is not valid', {}, { nbf: NOW - 30 }, [-90, -30, 1860]],
  ['nbf after exp', { clockToleranceSeconds: 300 }, { nbf: NOW + 100, exp: NOW + 50 }, [-200, 50, 100, 350]],
  ['nbf without tolerance', { clockToleranceSeconds: 0 }, { nbf: NOW }, [0, 1800]],
  ['a login time', {}, { auth_time: NOW - 100 }, [-100, 1860]],
  ['a greatest age', { maxTokenAgeSeconds: 600 }, {}, [540, 600, 1860]],
  [
    'a greatest age without tolerance',
    { maxTokenAgeSeconds: 600, clockToleranceSeconds: 0 },
    {},
    [540, 600, 1800],
  ],
  ['a greatest age beyond exp', { maxTokenAgeSeconds: 6000 }, {}, [1860, 5940, 6000]],
  ['a greatest age of a fraction', { maxTokenAgeSeconds: 1.5 }, { iat: NOW - 0.25 }, [1.25, 61.25]],
  ['a greatest lifetime', { maxLifetimeSeconds: 1860 }, {}, [1800, 1860]],
  ['no iat', { requiredClaims: [] }, { iat: undefined }, [-1e6, 0, 1800, 1860]],
  ['iat in the future', {}, { iat: NOW + 200 }, [-100, -60, 200, 1860]],
  ['iat equal to exp', {}, { iat: NOW + 10, exp: NOW + 10 }, [-290, 10, 70]],
  ['no audience check', { audience: null }, { aud: undefined }, [1860]],
  ['loose types', { types: ['JWT', null] }, {}, [1860]],
  ['a kind', { kind: { claim: 'token_use', value: 'access' } }, { token_use: 'access' }, [1860]],
  ['clients', { clientIds: ['client-1'] }, {}, [1860]],
  ['a claims schema', { claims: schema }, {}, [1860]],
  [
    'readers of its own',
    { toUser: ({ sub }) => ({ id: sub, tags: ['a'] }), toScopes: () => ['x'], toRoles: () => ['y'] },
    {},
    [1860],
  ],
  ['a machine', { toUser: () => undefined }, {}, [1860]],
]

for (const [what, options, claims, moments] of CASES) {
  test(`answers from memory as it would without, at every instant, with ${what} (checklist 19, 25)`, async () => {
    const clock = createClock()
    const header = options.types === undefined ? {} : { typ: 'JWT' }
    const token = buildToken({ key, header, claims })
    const twins = twinVerifiers(() => ({ issuers: issuerOptions(options, [key]), settings: clock.clocks }))
    assert.equal(await twins.agree(token, 'now'), 'accepted')
    const codes = new Set<string>()
    for (const moment of moments) {
      for (const offset of [-1, -0.001, -0.0005, 0, 0.0005, 0.001, 1, 0]) {
        // From a moment at which it is good, so that it is remembered when the clock moves: on, or back.
        clock.set(NOW)
        await twins.agree(token, 'now')
        clock.set(NOW + moment + offset)
        codes.add(await twins.agree(token, `${moment + offset} s from now`))
        await twins.agree(token, `${moment + offset} s from now, again`)
      }
    }
    assert.ok(codes.size > 1, 'the grid crosses a boundary')
  })
}

test('refuses a remembered token while the clock says nothing, and takes it again after', async () => {
  let milliseconds = NOW * 1000
  const clocks = { now: () => milliseconds, monotonicNow: () => 0 }
  const token = buildToken({ key })
  const twins = twinVerifiers(() => ({ issuers: issuerOptions({}, [key]), settings: clocks }))
  for (const strange of [NaN, Infinity, -Infinity, undefined as unknown as number]) {
    milliseconds = NOW * 1000
    assert.equal(await twins.agree(token, 'now'), 'accepted')
    milliseconds = strange
    assert.notEqual(await twins.agree(token, String(strange)), 'accepted')
  }
})

test('does use its memory in the cases above: twins that are both forgetful would prove nothing', async () => {
  for (const [what, options, claims] of CASES) {
    const header = options.types === undefined ? {} : { typ: 'JWT' }
    const verifier = createVerifier(issuerOptions(options, [key]), createClock().clocks)
    const token = buildToken({ key, header, claims })
    assert.equal(await verifier.verify(token), await verifier.verify(token), what)
  }
})
