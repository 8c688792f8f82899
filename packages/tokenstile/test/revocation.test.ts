import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, createVerifier, type Revocation, type RevocationQuery } from 'tokenstile'
import { createVerifierOn, ENGINES } from './support/both-engines.ts'
import { createKey, testKey } from './support/keys.ts'
import { assertConfigError, assertRefused } from './support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, now, NOW } from './support/tokens.ts'

const key = testKey('ES256')
const options = issuerOptions({ requiredClaims: ['exp'] }, [key])
const token = buildToken({ key })

/** A list whose answers a test changes, and every question it was asked. */
function createList(): Revocation & {
  revoked: boolean
  current: unknown
  readonly asked: RevocationQuery[]
} {
  return {
    revoked: false,
    current: 1,
    asked: [],
    isRevoked(query) {
      this.asked.push(query)
      return this.revoked
    },
    epoch() {
      return this.current as number
    },
  }
}

for (const engine of ENGINES) {
  test(`refuses a revoked token, fresh or remembered, and takes it back, on the ${engine.name} engine`, async () => {
    const revocation = createList()
    const verifier = createVerifierOn(engine, options, { now, revocation })
    revocation.revoked = true
    await assertRefused(() => verifier.verify(token), 'token_revoked')
    revocation.revoked = false
    await verifier.verify(token)
    revocation.revoked = true
    revocation.current = 2
    await assertRefused(() => verifier.verify(token), 'token_revoked')
    await assertRefused(() => verifier.verify(token), 'token_revoked')
    revocation.revoked = false
    revocation.current = 3
    await verifier.verify(token)
  })
}

test('asks about a remembered token again only when the epoch moved, in either direction', async () => {
  const revocation = createList()
  const verifier = createVerifier(options, { now, revocation })
  let expected = 0
  for (const epoch of [1, 2, 1, -5, 0.5, Infinity, -Infinity, Number.MAX_SAFE_INTEGER]) {
    revocation.current = epoch
    expected++
    for (let index = 0; index < 5; index++) await verifier.verify(token)
    assert.equal(revocation.asked.length, expected, `epoch ${epoch}`)
  }
})

test('asks for each request where nothing is remembered', async () => {
  const revocation = createList()
  const verifier = createVerifier(options, { now, revocation, cache: false })
  for (let index = 0; index < 3; index++) await verifier.verify(token)
  assert.equal(revocation.asked.length, 3)
})

test('asks for each request where the epoch is NaN: it never stands', async () => {
  const revocation = createList()
  revocation.current = NaN
  const verifier = createVerifier(options, { now, revocation })
  for (let index = 0; index < 3; index++) await verifier.verify(token)
  assert.equal(revocation.asked.length, 3)
  revocation.revoked = true
  await assertRefused(() => verifier.verify(token), 'token_revoked')
})

test('asks again where the epoch moved while it was asked', async () => {
  let epoch = 1
  let asked = 0
  const isRevoked = (): boolean => {
    if (asked++ === 0) epoch = 2
    return false
  }
  const verifier = createVerifier(options, { now, revocation: { isRevoked, epoch: () => epoch } })
  for (let index = 0; index < 3; index++) await verifier.verify(token)
  assert.equal(asked, 2)
})

const CLAIMS: readonly [claims: Record<string, unknown>, expected: Partial<RevocationQuery>][] = [
  [{}, { subject: 'user-1', clientId: 'client-1', jti: 'token-1', issuedAt: NOW - 60 }],
  [{ client_id: undefined, azp: 'azp-1' }, { clientId: 'azp-1' }],
  [{ azp: 'azp-1' }, { clientId: 'client-1' }],
  [
    { sub: undefined, client_id: undefined, jti: undefined, iat: undefined },
    { subject: undefined, clientId: undefined, jti: undefined, issuedAt: undefined },
  ],
]

for (const [claims, expected] of CLAIMS) {
  test(`tells the list whose token it is: ${JSON.stringify(expected)}`, async () => {
    const revocation = createList()
    await createVerifier(options, { now, revocation }).verify(buildToken({ key, claims }))
    const query = {
      issuer: ISSUER,
      subject: 'user-1',
      clientId: 'client-1',
      jti: 'token-1',
      issuedAt: NOW - 60,
      ...expected,
    }
    assert.deepEqual(revocation.asked, [query])
    assert.ok(Object.isFrozen(revocation.asked[0]))
  })
}

test('does not ask about a token that is refused anyway', async () => {
  const revocation = createList()
  const verifier = createVerifier(options, { now, revocation })
  const foreign = { ...createKey('ES256'), kid: key.kid }
  await assertRefused(() => verifier.verify(buildToken({ key: foreign })), 'bad_signature')
  await assertRefused(
    () => verifier.verify(buildToken({ key, claims: { exp: NOW - 3600 } })),
    'token_expired',
  )
  assert.deepEqual(revocation.asked, [])
})

const isThrown = (error: unknown) => (): never => {
  throw error
}
const BROKEN: readonly [what: string, list: { isRevoked?: () => unknown; epoch?: () => unknown }][] = [
  ...[undefined, null, 0, 1, '', 'false', NaN, {}, [], new Boolean(false)].map((answer): [string, object] => [
    `answers ${typeof answer} ${String(answer)}`,
    { isRevoked: () => answer },
  ]),
  ['answers with a promise of false', { isRevoked: () => Promise.resolve(false) }],
  ['throws', { isRevoked: isThrown(new Error('down')) }],
  ['throws a refusal of its own', { isRevoked: isThrown(new AuthError('forbidden')) }],
  ['throws nothing', { isRevoked: isThrown(undefined) }],
  ...[undefined, null, '1', 1n, true, {}].map((epoch): [string, object] => [
    `has the epoch ${typeof epoch} ${String(epoch)}`,
    { epoch: () => epoch },
  ]),
  ['has a promise for its epoch', { epoch: () => Promise.resolve(1) }],
  ['throws for its epoch', { epoch: isThrown(new Error('down')) }],
]

for (const [what, broken] of BROKEN) {
  test(`answers 503 where the list ${what}, for a fresh token and a remembered one, and recovers (checklist 61)`, async () => {
    let isBroken = true
    let epoch = 1
    const revocation = {
      isRevoked: () => (isBroken ? (broken.isRevoked ?? (() => false))() : false),
      epoch: () => (isBroken ? (broken.epoch ?? (() => epoch))() : epoch),
    } as Revocation
    const verifier = createVerifier(options, { now, revocation })
    const { status } = await assertRefused(() => verifier.verify(token), 'revocation_unavailable')
    assert.equal(status, 503)
    isBroken = false
    await verifier.verify(token)
    isBroken = true
    epoch = 2
    await assertRefused(() => verifier.verify(token), 'revocation_unavailable')
    isBroken = false
    await verifier.verify(token)
  })
}

test('refuses what is no list (checklist 61)', async () => {
  const both = { isRevoked: () => false, epoch: () => 1 }
  for (const revocation of [
    null,
    true,
    'list',
    [],
    {},
    { ...both, epoch: 1 },
    { ...both, isRevoked: undefined },
  ]) {
    await assertConfigError(
      () => createVerifier(options, { revocation: revocation as never }),
      'settings.revocation',
    )
  }
})
