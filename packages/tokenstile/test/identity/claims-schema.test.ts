import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { createVerifier, type ClaimsSchema, type IssuerOptions } from 'tokenstile'
import { z } from 'zod'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const zod = z.object({ org: z.object({ id: z.string() }), plan: z.enum(['free', 'paid']).default('free') })
const valibot = v.object({
  org: v.object({ id: v.string() }),
  plan: v.optional(v.picklist(['free', 'paid']), 'free'),
})

function verifierOf(claims: ClaimsSchema) {
  const { keys, issuer, audience } = issuerOptions()
  return createVerifier(
    { issuer, audience, keys: keys as NonNullable<IssuerOptions['keys']>, claims },
    { now },
  )
}
const tokenOf = (claims: Record<string, unknown>): string => buildToken({ claims })

for (const [name, schema] of [
  ['Zod', zod],
  ['Valibot', valibot],
] as const) {
  test(`gives the claims as a schema of ${name} gave them back, frozen`, async () => {
    const { claims, subject, scopes } = await verifierOf(schema).verify(tokenOf({ org: { id: 'acme' } }))
    assert.deepEqual(claims, { org: { id: 'acme' }, plan: 'free' })
    assert.ok(Object.isFrozen((claims as { org: object }).org))
    // The schema types the claims; who is calling is still read from the token.
    assert.deepEqual([subject, scopes], ['user-1', ['read', 'write']])
  })

  test(`refuses what a schema of ${name} refuses, and names the claim but not its value (checklist 60)`, async () => {
    for (const [claims, claim] of [
      [{}, 'org'],
      [{ org: { id: 5 } }, 'org'],
      [{ org: { id: 'a' }, plan: 'secret-plan' }, 'plan'],
    ] as const) {
      const error = await assertRefused(() => verifierOf(schema).verify(tokenOf(claims)), 'invalid_claim')
      assert.equal(error.details.claim, claim)
      assert.doesNotMatch(JSON.stringify([error.message, error.details]), /secret-plan/)
    }
  })
}

test('toUser gets the raw claims, not those of the schema', async () => {
  const options = {
    ...issuerOptions(),
    claims: zod,
    toUser: (claims: object) => ({ names: Object.keys(claims) }),
  }
  const { user } = await createVerifier(options, { now }).verify(tokenOf({ org: { id: 'acme' } }))
  assert.ok(user?.names.includes('sub'))
})

const asynchronous = z.object({ org: z.string().refine(async () => Promise.resolve(true)) })
test('a schema that validates asynchronously is a fault of the program, never a pass', async () => {
  await assertConfigError(() => verifierOf(asynchronous).verify(tokenOf({ org: 'acme' })), 'claims')
})

const standard = (validate: (value: unknown) => unknown): ClaimsSchema =>
  ({ '~standard': { version: 1, vendor: 'test', validate } }) as ClaimsSchema

test('a schema whose promise rejects leaves no rejection unhandled', async () => {
  const schema = standard(() => Promise.reject(new Error('late')))
  await assertConfigError(() => verifierOf(schema).verify(tokenOf({})), 'claims')
})

const issues: readonly (readonly [what: string, issues: unknown, claim: string | undefined])[] = [
  ['a name', [{ message: 'x', path: ['org', 'id'] }], 'org'],
  ['an object with a key', [{ message: 'x', path: [{ key: 'org' }] }], 'org'],
  ['a number', [{ message: 'x', path: [0] }], undefined],
  ['a symbol', [{ message: 'x', path: [Symbol('org')] }], undefined],
  ['no path', [{ message: 'x' }], undefined],
  ['an empty path', [{ message: 'x', path: [] }], undefined],
  ['no issue', [], undefined],
]
for (const [what, list, claim] of issues) {
  test(`refuses where the path of an issue is ${what}`, async () => {
    const schema = standard(() => ({ issues: list }))
    const error = await assertRefused(() => verifierOf(schema).verify(tokenOf({})), 'invalid_claim')
    assert.equal(error.details.claim, claim)
  })
}

test('a schema may be a function that carries the interface', async () => {
  const schema = Object.assign(
    () => undefined,
    standard(() => ({ value: { a: 1 } })),
  )
  assert.deepEqual((await verifierOf(schema).verify(tokenOf({}))).claims, { a: 1 })
})

for (const [what, value] of [
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['NaN', { n: NaN }],
  ['nothing', undefined],
] as const) {
  test(`a schema that gives ${what} is a fault of the program, since a caller holds JSON only`, async () => {
    await assertConfigError(() => verifierOf(standard(() => ({ value }))).verify(tokenOf({})), 'claims')
  })
}

test('what a schema throws goes through, a fault of the program', async () => {
  const fault = new Error('a fault')
  const schema = standard(() => {
    throw fault
  })
  await assert.rejects(verifierOf(schema).verify(tokenOf({})), (error) => error === fault)
})
