import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, createVerifier, type IssuerOptions } from 'tokenstile'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { AUDIENCE, buildToken, ISSUER, issuerOptions, NOW, now } from '../support/tokens.ts'

const verify = (claims: object = {}, options: Partial<IssuerOptions> = {}) =>
  createVerifier(issuerOptions(options), { now }).verify(
    buildToken({ claims: claims as Record<string, unknown> }),
  )

test('the caller is what the token says, by the names of the design', async () => {
  const { header, claims, ...auth } = await verify({ roles: ['admin'], auth_time: NOW - 10 })
  assert.deepEqual(auth, {
    issuer: ISSUER,
    subject: 'user-1',
    clientId: 'client-1',
    user: { id: 'user-1' },
    scopes: ['read', 'write'],
    roles: ['admin'],
    authTime: NOW - 10,
    issuedAt: NOW - 60,
    expiresAt: NOW + 1800,
  })
  assert.equal(header.typ, 'at+jwt')
  assert.equal(claims['aud'], AUDIENCE)
})

test('everything in the caller is frozen, since many requests share it', async () => {
  const toUser = { toUser: () => ({ tags: ['a', { b: 1 }] }), toScopes: () => ['read'] }
  const auth = await verify({ roles: ['admin'], deep: { list: [{ a: 1 }] } }, toUser)
  const seen: unknown[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    assert.ok(Object.isFrozen(value))
    seen.push(value)
    Object.values(value).forEach(walk)
  }
  walk(auth)
  assert.ok(seen.length > 6)
})

type Row = readonly [claims: object, expected: readonly string[] | 'refused']
const scopes: readonly Row[] = [
  [{ scope: 'read write' }, ['read', 'write']],
  [{ scope: ' read   write ' }, ['read', 'write']],
  [{ scope: '' }, []],
  [{ scope: undefined }, []],
  [{ scope: undefined, scp: 'read write' }, ['read', 'write']],
  [{ scope: undefined, scp: ['read', 'write'] }, ['read', 'write']],
  [{ scope: 'read', scp: ['write'] }, ['read']],
  [{ scope: '', scp: ['admin'] }, []],
  [{ scope: 'read\twrite' }, ['read\twrite']],
  ...[5, null, true, {}, ['read'], []].map((scope): Row => [{ scope }, 'refused']),
  ...[5, null, {}, [5], ['read', null], [['read']]].map((scp): Row => [{ scope: undefined, scp }, 'refused']),
]
for (const [claims, expected] of scopes) {
  test(`reads the scopes of ${JSON.stringify(claims)} as ${JSON.stringify(expected)} (checklist 22, 39)`, async () => {
    if (expected !== 'refused') return assert.deepEqual((await verify(claims)).scopes, expected)
    const error = await assertRefused(() => verify(claims), 'invalid_claim')
    assert.equal(error.details.claim, 'scope' in claims && claims.scope !== undefined ? 'scope' : 'scp')
  })
}

const roles: readonly Row[] = [
  [{ roles: ['a', 'b'] }, ['a', 'b']],
  [{ roles: [] }, []],
  [{}, []],
  ...['admin', 5, null, {}, [5], ['a', null], { 0: 'a', length: 1 }].map((value): Row => [
    { roles: value },
    'refused',
  ]),
]
for (const [claims, expected] of roles) {
  test(`reads the roles of ${JSON.stringify(claims)} as ${JSON.stringify(expected)} (checklist 22, 39)`, async () => {
    if (expected !== 'refused') return assert.deepEqual((await verify(claims)).roles, expected)
    const error = await assertRefused(() => verify(claims), 'invalid_claim')
    assert.equal(error.details.claim, 'roles')
  })
}

test('without a sub there is no user, where sub is not required', async () => {
  const auth = await verify({ sub: undefined }, { requiredClaims: [] })
  assert.equal(auth.user, undefined)
  assert.equal(auth.subject, undefined)
})

const machines: readonly (readonly [claims: object, user: object | undefined])[] = [
  [{ sub: 'client-1' }, undefined],
  [{ sub: 'app', client_id: undefined, azp: 'app' }, undefined],
  [{ sub: 'app', client_id: 'client-1', azp: 'app' }, { id: 'app' }],
  [{ sub: 'CLIENT-1' }, { id: 'CLIENT-1' }],
  [{ sub: 'app', client_id: undefined }, { id: 'app' }],
]
for (const [claims, user] of machines) {
  const who = user === undefined ? 'a machine, since its subject is its client' : 'a user'
  test(`takes ${JSON.stringify(claims)} for ${who} (checklist 22)`, async () => {
    assert.deepEqual((await verify(claims, { requiredClaims: ['sub'] })).user, user)
  })
}

test('options are those of the start: what is done to them later changes nothing (checklist 61)', async () => {
  const audience = [AUDIENCE]
  const options = issuerOptions({ audience })
  const verifier = createVerifier(options, { now })
  audience[0] = 'https://other.example'
  Object.assign(options, { audience: null, types: null, algorithms: ['ES256'] })
  await verifier.verify(buildToken())
  const other = buildToken({ claims: { aud: 'https://other.example' } })
  await assertRefused(() => verifier.verify(other), 'wrong_audience')
})

test('the client is client_id, or azp where there is none', async () => {
  assert.equal((await verify({ azp: 'other' })).clientId, 'client-1')
  const options = { requiredClaims: ['sub'] }
  assert.equal((await verify({ client_id: undefined, azp: 'other' }, options)).clientId, 'other')
  assert.equal((await verify({ client_id: undefined }, options)).clientId, undefined)
})

test('toUser, toScopes and toRoles get the verified claims and say what the caller is', async () => {
  const auth = await verify(
    { org: 'acme', groups: ['staff'] },
    {
      toUser: (claims) => ({ id: String(claims['sub']), org: claims['org'], nothing: undefined }),
      toScopes: () => ['everything'],
      toRoles: (claims) => claims['groups'] as string[],
    },
  )
  assert.deepEqual(auth.user, { id: 'user-1', org: 'acme' })
  assert.deepEqual(auth.scopes, ['everything'])
  assert.deepEqual(auth.roles, ['staff'])
})

test('what toUser gives is copied: its owner may change it without changing a caller', async () => {
  const shared = { id: 'x', tags: ['a'], __proto__: null }
  const auth = await verify({}, { toUser: () => shared })
  shared.tags.push('b')
  shared.id = 'y'
  assert.deepEqual(auth.user, { id: 'x', tags: ['a'] })
})

test('a member called __proto__ of what toUser gives stays a member', async () => {
  const auth = await verify({}, { toUser: () => JSON.parse('{"__proto__":{"isVerified":true}}') as object })
  assert.equal((auth.user as { isVerified?: boolean }).isVerified, undefined)
  assert.deepEqual(Object.keys(auth.user ?? {}), ['__proto__'])
})

test('toUser may say that it is a machine, or refuse', async () => {
  assert.equal((await verify({}, { toUser: () => undefined })).user, undefined)
  const refusal = new AuthError('forbidden')
  await assert.rejects(
    verify(
      {},
      {
        toUser: () => {
          throw refusal
        },
      },
    ),
    (error) => error === refusal,
  )
})

/** A value inside as many others. */
function nest(depth: number, wrap: (value: unknown) => unknown): unknown {
  return depth === 0 ? 'x' : wrap(nest(depth - 1, wrap))
}

test('toUser may give what is deep, up to a bound', async () => {
  await verify({}, { toUser: () => nest(33, (value) => ({ value })) as object })
})

const notJson: readonly (readonly [string, unknown])[] = [
  ['a Date', { at: new Date(0) }],
  ['a Map', new Map()],
  ['an instance of a class', new URL('https://issuer.example')],
  ['a function', { can: () => true }],
  ['a bigint', { id: 5n }],
  ['a symbol', { id: Symbol('x') }],
  ['NaN', { age: NaN }],
  ['Infinity', { age: Infinity }],
  ['undefined in a list', { list: [undefined] }],
  ['objects in objects without end', nest(34, (value) => ({ value }))],
  ['lists in lists without end', { list: nest(34, (value) => [value]) }],
  ['text', 'user-1'],
  ['null', null],
  ['a promise', Promise.resolve({ id: 'x' })],
]
for (const [what, value] of notJson) {
  test(`toUser that gives ${what} is a fault of the program, never a pass`, async () => {
    await assertConfigError(() => verify({}, { toUser: () => value as never }), 'toUser')
  })
}

for (const name of ['toScopes', 'toRoles'] as const) {
  for (const value of [undefined, null, 'read', [5], [undefined], {}, Promise.resolve(['read'])]) {
    test(`${name} that gives ${JSON.stringify(value) ?? 'undefined'} is a fault of the program, never a pass`, async () => {
      await assertConfigError(() => verify({}, { [name]: () => value as never }), name)
    })
  }
}
