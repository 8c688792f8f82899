import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Verifier, type VerifierSettings } from 'tokenstile'
import { createVerifiedCache, type VerifiedEntry } from '../dist/esm/core/verified-cache.js'
import { createVerifierOn, ENGINES } from './support/both-engines.ts'
import { testKey } from './support/keys.ts'
import { assertConfigError, assertRefused } from './support/refusals.ts'
import { buildToken, issuerOptions, now } from './support/tokens.ts'

const key = testKey('ES256')

/** A verifier that counts how often it makes a user: a remembered answer makes none. */
function counting(settings: VerifierSettings = {}): { verifier: Verifier; made: () => number } {
  let made = 0
  const toUser = (): { id: string } => ({ id: `made ${++made}` })
  return {
    verifier: createVerifier(issuerOptions({ toUser }, [key]), { now, ...settings }),
    made: () => made,
  }
}

const tokens = Array.from({ length: 20 }, (_, index) =>
  buildToken({ key, claims: { jti: `token ${index}` } }),
)

test('gives the same answer again without verifying again', async () => {
  const { verifier, made } = counting()
  const first = await verifier.verify(tokens[0]!)
  for (let index = 0; index < 3; index++) assert.equal(await verifier.verify(tokens[0]!), first)
  assert.equal(made(), 1)
})

test('verifies each time where the cache is turned off', async () => {
  const { verifier, made } = counting({ cache: false })
  for (let index = 0; index < 3; index++) await verifier.verify(tokens[0]!)
  assert.equal(made(), 3)
})

test('remembers so many tokens and no more (checklist 13)', async () => {
  const { verifier, made } = counting({ cache: { maxEntries: 3 } })
  for (const token of tokens) await verifier.verify(token)
  assert.equal(made(), tokens.length)
  let before = made()
  for (const token of tokens.slice(-3)) await verifier.verify(token)
  assert.equal(made(), before, 'the last three are remembered')
  before = made()
  for (const token of tokens.slice(0, -3)) await verifier.verify(token)
  assert.equal(made(), before + tokens.length - 3, 'the others are not')
})

test('keeps a token that is used while others come and go', async () => {
  const { verifier, made } = counting({ cache: { maxEntries: 3 } })
  for (const token of tokens) {
    await verifier.verify(token)
    await verifier.verify(tokens[0]!)
  }
  assert.equal(made(), tokens.length)
})

test('remembers nothing that was refused', async () => {
  let asked = 0
  const toUser = (): never => {
    asked++
    throw new Error('no user')
  }
  const verifier = createVerifier(issuerOptions({ toUser }, [key]), { now })
  for (let index = 1; index <= 3; index++) {
    await assert.rejects(verifier.verify(tokens[0]!), /no user/)
    assert.equal(asked, index)
  }
})

test('never takes a token for a remembered one that ends as it does (checklist 7)', async () => {
  const { verifier } = counting()
  const [header, claims, signature] = tokens[0]!.split('.') as [string, string, string]
  await verifier.verify(tokens[0]!)
  const admin = buildToken({ key, claims: { sub: 'admin' } }).split('.')[1]
  await assertRefused(() => verifier.verify(`${header}.${admin}.${signature}`), 'bad_signature')
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  await assertRefused(() => verifier.verify(`${header}.${claims}.${flipped}`), 'bad_signature')
  await assertRefused(() => verifier.verify(signature.slice(-24)), 'opaque_token')
  await assertRefused(() => verifier.verify(` ${tokens[0]}`), 'malformed_token')
  await assertRefused(() => verifier.verify(`${tokens[0]} `), 'malformed_token')
})

for (const engine of ENGINES) {
  test(`tells apart two verified tokens of one signature on the ${engine.name} engine`, async () => {
    // No issuer could make these; an engine that finds every signature good can.
    const gullible = { ...engine, verify: () => true }
    const signature = tokens[0]!.split('.')[2]
    const twins = ['one', 'two', 'three'].map((sub) => {
      const [header, claims] = buildToken({ key, claims: { sub } }).split('.')
      return { sub, token: `${header}.${claims}.${signature}` }
    })
    const verifier = createVerifierOn(gullible, issuerOptions({}, [key]), { now, cache: { maxEntries: 2 } })
    for (let round = 0; round < 3; round++) {
      for (const { sub, token } of [...twins, twins[1]!])
        assert.equal((await verifier.verify(token)).subject, sub)
    }
  })
}

/** An entry that a cache can hold: only its token matters to the cache. */
function entryOf(token: string): VerifiedEntry {
  return { token, wasUsed: false } as unknown as VerifiedEntry
}

/** A token of a given last part, longer than what a cache looks at. */
function named(name: string): string {
  return `header.claims.${name.padStart(30, '-')}`
}

test('passes over entries that were used, once each', () => {
  const cache = createVerifiedCache(3)
  for (const name of ['a', 'b', 'c']) cache.add(entryOf(named(name)))
  cache.get(named('a'))
  cache.add(entryOf(named('d')))
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].filter((name) => cache.get(named(name))),
    ['a', 'c', 'd'],
  )
})

test('lets one go even where all were used, without looking at all of them', () => {
  const cache = createVerifiedCache(100)
  const names = Array.from({ length: 100 }, (_, index) => `entry ${index}`)
  for (const name of names) cache.add(entryOf(named(name)))
  for (const name of names) cache.get(named(name))
  cache.add(entryOf(named('new')))
  const left = [...names, 'new'].filter((name) => cache.get(named(name)))
  assert.equal(left.length, 100)
  assert.ok(left.includes('new'))
})

test('holds one entry where one is allowed, used or not', () => {
  const cache = createVerifiedCache(1)
  for (const name of ['a', 'b', 'c']) {
    cache.add(entryOf(named(name)))
    assert.ok(cache.get(named(name)))
    assert.equal(['a', 'b', 'c'].filter((other) => cache.get(named(other))).length, 1)
  }
})

test('drops the entry that it is told to, not another that took its place', () => {
  const cache = createVerifiedCache(3)
  const tail = '-'.repeat(24)
  const [old, young] = [entryOf(`a.b.${tail}`), entryOf(`c.d.${tail}`)]
  cache.add(old)
  cache.add(young)
  assert.equal(cache.get(old.token), undefined)
  cache.drop(old)
  assert.equal(cache.get(young.token), young)
  cache.drop(young)
  assert.equal(cache.get(young.token), undefined)
})

function build(cache: unknown) {
  return (): unknown => createVerifier(issuerOptions({}, [key]), { cache: cache as false })
}

test('refuses a cache of a wrong size (checklist 61)', async () => {
  for (const cache of [true, 0, 1000, null, 'on']) await assertConfigError(build(cache), 'settings.cache')
  await assertConfigError(build({ max: 1 }), 'settings.cache.max')
  for (const maxEntries of [0, -1, 1.5, NaN, Infinity, '10', undefined]) {
    await assertConfigError(build({ maxEntries }), 'settings.cache.maxEntries')
  }
})
