import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type ClaimsSchema, type IssuerOptions } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { createVerifierOn, ENGINES } from './support/both-engines.ts'
import { testKey } from './support/keys.ts'
import { assertConfigError } from './support/refusals.ts'
import { assertInert, callEveryMethodOn, changeEveryWay, reachable } from './support/tamper.ts'
import { buildToken, ISSUER, issuerOptions, now } from './support/tokens.ts'

// What Authgear signs with, so that its profile can be one of the cases.
const key = testKey('RS256')
const keys = { jwks: { keys: [key.jwk] } }

function schemaOf(give: (claims: Record<string, unknown>) => unknown): ClaimsSchema {
  const validate = (claims: unknown): { value: unknown } => ({
    value: give(claims as Record<string, unknown>),
  })
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

const nested = {
  list: [1, 'two', { three: [null, true, [['deep']]] }],
  map: { set: { date: { at: 0 } } },
  empty: [{}, []],
}
const claims = { ...nested, roles: ['reader'], scp: ['x'], length: 2, size: 1, size2: { length: 3, 0: 'a' } }

const CASES: readonly [what: string, options: IssuerOptions, claims?: Record<string, unknown>][] = [
  ['the claims of the token', issuerOptions({ keys })],
  ['a schema', issuerOptions({ keys, claims: schemaOf((given) => ({ ...given, made: nested })) })],
  ['a schema that gives the very claims back', issuerOptions({ keys, claims: schemaOf((given) => given) })],
  ['a schema that gives a list', issuerOptions({ keys, claims: schemaOf(() => [nested, [nested]]) })],
  [
    'toUser',
    issuerOptions({ keys, toUser: () => ({ id: 'x', tags: ['a'], ...nested, length: 1, 0: 'zero' }) }),
  ],
  ['toUser that gives the very claims back', issuerOptions({ keys, toUser: (given) => given })],
  ['toUser that gives a list', issuerOptions({ keys, toUser: () => [nested] })],
  [
    'toUser that gives an object without prototype',
    issuerOptions({ keys, toUser: () => Object.assign(Object.create(null), nested) as object }),
  ],
  [
    'toUser that gives a member named __proto__',
    issuerOptions({ keys, toUser: () => JSON.parse('{"__proto__":{"admin":true}}') as object }),
  ],
  ['toScopes and toRoles', issuerOptions({ keys, toScopes: () => ['a', 'b'], toRoles: () => ['c'] })],
  ['no scopes and no roles', issuerOptions({ keys }), { scope: undefined, roles: undefined }],
  ['scp as a list', issuerOptions({ keys }), { scope: undefined }],
  [
    'the Authgear profile',
    authgear(ISSUER, { keys }),
    {
      aud: [ISSUER],
      'https://authgear.com/claims/user/is_verified': true,
      'https://authgear.com/claims/user/is_anonymous': false,
      'https://authgear.com/claims/user/can_reauthenticate': true,
      'https://authgear.com/claims/user/roles': ['admin'],
    },
  ],
]

for (const [what, options, changes] of CASES) {
  for (const engine of ENGINES) {
    test(`serves an auth that nobody can change, made of ${what}, on the ${engine.name} engine`, async () => {
      const token = buildToken({
        key,
        header: { extra: { nested: ['header'] } },
        claims: { ...claims, ...changes },
      })
      const verifier = createVerifierOn(engine, options, { now })
      const auth = await verifier.verify(token)
      const before = structuredClone(auth)
      const members = reachable(auth)
      assert.ok(members.size > 5)
      for (const [object, path] of members) {
        assertInert(object, path)
        assert.ok(callEveryMethodOn(object) > 1000)
        changeEveryWay(object as Record<string, unknown>)
        assertInert(object, path)
        assert.deepEqual(structuredClone(auth), before, path)
      }
      const again = await verifier.verify(token)
      assert.equal(again, auth, 'the very object is served again')
      assert.deepEqual(structuredClone(again), before)
      assert.ok(!('admin' in Object.prototype), 'the attack itself spoiled nothing')
    })
  }
}

class Account {
  readonly id = 'x'
  get secret(): string {
    return this.id
  }
}
const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic
const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 1)

const NOT_JSON: readonly [what: string, value: unknown][] = [
  ['a Date', new Date(0)],
  ['a Map', new Map([['a', 1]])],
  ['a Set', new Set([1])],
  ['a WeakMap', new WeakMap()],
  ['a class instance', new Account()],
  ['an object with a prototype of its own', Object.create({ admin: true })],
  ['a typed array', new Uint8Array(2)],
  ['a Buffer', Buffer.from('x')],
  ['an ArrayBuffer', new ArrayBuffer(2)],
  ['a RegExp', /x/g],
  ['an Error', new Error('x')],
  ['a URL', new URL(ISSUER)],
  ['a boxed string', new String('x')],
  ['a function', () => 'x'],
  ['a class', Account],
  ['a symbol', Symbol('x')],
  ['a bigint', 1n],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a cycle', cyclic],
  ['more levels than it needs', deep],
  ['a promise', Promise.resolve({ id: 'x' })],
  // oxlint-disable-next-line no-sparse-arrays -- a hole is read through the prototype
  ['a list with a hole', ['a', , 'c']],
  ['a list with undefined', [undefined]],
]

const READ_ONCE: readonly [what: string, value: object, expected: unknown][] = [
  ['a getter', Object.defineProperty({}, 'id', { enumerable: true, get: () => 'x' }), { id: 'x' }],
  ['a subclass of Array', new (class Tags extends Array<string> {})('a', 'b'), ['a', 'b']],
]

for (const [what, value, expected] of READ_ONCE) {
  test(`reads ${what} once, into plain frozen JSON`, async () => {
    const verifier = createVerifier(issuerOptions({ keys, toUser: () => value }), { now })
    const user: unknown = (await verifier.verify(buildToken({ key }))).user
    assert.deepStrictEqual(user, expected)
    assert.ok(Object.isFrozen(user))
    assert.equal(Object.getOwnPropertyDescriptor(user, 'id')?.get, undefined)
  })
}

for (const [what, value] of NOT_JSON) {
  test(`refuses ${what} from toUser and from a schema, at any depth: freezing would not hold it (checklist 61)`, async () => {
    for (const given of [{ member: value }, { deep: { list: [{ value }] } }, [value]]) {
      const token = buildToken({ key })
      await assertConfigError(
        () => createVerifier(issuerOptions({ keys, toUser: () => given }), { now }).verify(token),
        'toUser',
      )
      const verifier = createVerifier(issuerOptions({ keys, claims: schemaOf(() => given) }), { now })
      await assertConfigError(() => verifier.verify(token), 'claims')
    }
    if (what !== 'a promise') {
      await assertConfigError(
        () =>
          createVerifier(issuerOptions({ keys, toUser: () => value as object }), { now }).verify(
            buildToken({ key }),
          ),
        'toUser',
      )
    }
  })
}

test('refuses a user that is no object, and claims that are nothing (checklist 61)', async () => {
  for (const user of [null, 'x', 1, true]) {
    const verifier = createVerifier(issuerOptions({ keys, toUser: () => user as never }), { now })
    await assertConfigError(() => verifier.verify(buildToken({ key })), 'toUser')
  }
  const verifier = createVerifier(issuerOptions({ keys, claims: schemaOf(() => undefined) }), { now })
  await assertConfigError(() => verifier.verify(buildToken({ key })), 'claims')
})

test('refuses scopes and roles that are no list of strings (checklist 61)', async () => {
  for (const strings of [
    undefined,
    null,
    'a b',
    new Set(['a']),
    [1],
    ['a', null],
    [['a']],
    { 0: 'a', length: 1 },
  ]) {
    for (const option of ['toScopes', 'toRoles'] as const) {
      const verifier = createVerifier(issuerOptions({ keys, [option]: () => strings as never }), { now })
      await assertConfigError(() => verifier.verify(buildToken({ key })), option)
    }
  }
})

test('neither freezes nor follows what the program gave: it keeps a copy', async () => {
  const user = { id: 'x', tags: ['a'] }
  const scopes = ['a']
  const made = { tags: ['b'] }
  const options = issuerOptions({
    keys,
    toUser: () => user,
    toScopes: () => scopes,
    claims: schemaOf(() => made),
  })
  const verifier = createVerifier(options, { now })
  const token = buildToken({ key })
  const before = structuredClone(await verifier.verify(token))
  user.tags.push('admin')
  user.id = 'admin'
  scopes.push('admin')
  made.tags.push('admin')
  assert.deepEqual(structuredClone(await verifier.verify(token)), before)
})

test('leaves members that are undefined out of a user, as JSON does', async () => {
  const verifier = createVerifier(issuerOptions({ keys, toUser: () => ({ id: 'x', email: undefined }) }), {
    now,
  })
  assert.deepEqual(Object.keys((await verifier.verify(buildToken({ key }))).user as object), ['id'])
})

test('gives toUser and a schema claims that they cannot change', async () => {
  const options = issuerOptions({
    keys,
    toUser: (given) => {
      changeEveryWay(given as Record<string, unknown>)
      return { id: 'x' }
    },
    claims: schemaOf((given) => {
      changeEveryWay(given)
      return given
    }),
  })
  const auth = await createVerifier(options, { now }).verify(buildToken({ key }))
  assert.equal((auth.claims as { sub?: string }).sub, 'user-1')
  assert.equal((auth.claims as { admin?: string }).admin, undefined)
})
