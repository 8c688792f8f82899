import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, requireAccess, type Auth, type AuthErrorCode, type Requirement } from 'tokenstile'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now, NOW } from '../support/tokens.ts'

interface User {
  readonly id: string
  readonly isAnonymous?: unknown
  readonly isVerified?: unknown
}
type Caller = Auth<User>

const base: Caller = {
  issuer: 'https://issuer.example',
  subject: 'user-1',
  clientId: 'client-1',
  user: { id: 'user-1', isAnonymous: false, isVerified: true },
  scopes: ['read', 'write'],
  roles: ['admin', 'editor'],
  authTime: NOW - 100,
  issuedAt: NOW - 60,
  expiresAt: NOW + 60,
  claims: { acr: 'mfa', amr: ['pwd', 'otp'] },
  header: {},
}
const machine: Caller = { ...base, user: undefined }
const withUser = (user: object): Caller => ({ ...base, user: { id: 'user-1', ...user } })
const withClaims = (claims: object): Caller => ({ ...base, claims: claims as Caller['claims'] })

type Row = readonly [what: string, auth: Caller, requirement: Requirement<Caller>, code?: AuthErrorCode]
const rows: readonly Row[] = [
  ['nothing at all', machine, {}],
  ['a user, and it is one', base, { user: true }],
  ['a user, and it is a guest', withUser({ isAnonymous: true }), { user: true }],
  ['a user, and it is a machine', machine, { user: true }, 'user_required'],
  ['a registered user, and it is one', base, { registeredUser: true }],
  [
    'a registered user, and it is a guest',
    withUser({ isAnonymous: true }),
    { registeredUser: true },
    'registered_user_required',
  ],
  [
    'a registered user, and nothing says so',
    withUser({}),
    { registeredUser: true },
    'registered_user_required',
  ],
  ...[0, null, '', 'false', undefined].map((isAnonymous): Row => [
    `a registered user, and isAnonymous is ${JSON.stringify(isAnonymous)}`,
    withUser({ isAnonymous }),
    { registeredUser: true },
    'registered_user_required',
  ]),
  ['a registered user, and it is a machine', machine, { registeredUser: true }, 'user_required'],
  [
    'a registered user, and the flag is inherited',
    { ...base, user: Object.create({ isAnonymous: false }) as User },
    { registeredUser: true },
    'registered_user_required',
  ],
  ['a verified user, and it is one', base, { verifiedUser: true }],
  ...[false, undefined, 1, 'true', null].map((isVerified): Row => [
    `a verified user, and isVerified is ${JSON.stringify(isVerified)}`,
    withUser({ isAnonymous: false, isVerified }),
    { verifiedUser: true },
    'user_not_verified',
  ]),
  [
    'a verified user, and it is a verified guest',
    withUser({ isAnonymous: true, isVerified: true }),
    { verifiedUser: true },
    'registered_user_required',
  ],
  ['a verified user, and it is a machine', machine, { verifiedUser: true }, 'user_required'],
  ['both scopes, and they are there', base, { scopes: ['read', 'write'] }],
  ['two scopes, and one is there', base, { scopes: ['read', 'delete'] }, 'insufficient_scope'],
  ['one of two scopes, and it is there', base, { anyScope: ['delete', 'write'] }],
  ['one of two scopes, and none is there', base, { anyScope: ['delete', 'list'] }, 'insufficient_scope'],
  ...['Read', 'rea', 'reads', 'read:all'].map((scope): Row => [
    `the scope ${scope}, and it is nearly there`,
    base,
    { scopes: [scope] },
    'insufficient_scope',
  ]),
  ['a scope that only every list has', base, { scopes: ['length'] }, 'insufficient_scope'],
  ['both roles, and they are there', base, { roles: ['editor', 'admin'] }],
  ['two roles, and one is there', base, { roles: ['admin', 'owner'] }, 'insufficient_role'],
  ['one of two roles, and it is there', base, { anyRole: ['owner', 'admin'] }],
  ['one of two roles, and none is there', base, { anyRole: ['owner', 'Admin'] }, 'insufficient_role'],
  ['a login of the last 100 seconds, and it is just one', base, { maxAuthAgeSeconds: 100 }],
  [
    'a login of the last 99 seconds, and it is older',
    base,
    { maxAuthAgeSeconds: 99 },
    'reauthentication_required',
  ],
  ['a login of this moment, and it is one', { ...base, authTime: NOW }, { maxAuthAgeSeconds: 0 }],
  ['a login, and its clock is a little ahead', { ...base, authTime: NOW + 60 }, { maxAuthAgeSeconds: 0 }],
  [
    'a login, and it is in the future',
    { ...base, authTime: NOW + 61 },
    { maxAuthAgeSeconds: 300 },
    'reauthentication_required',
  ],
  [
    'a login, and the token has no auth_time',
    { ...base, authTime: undefined },
    { maxAuthAgeSeconds: 1e8 },
    'reauthentication_required',
  ],
  ['a class of login, and it is there', base, { acr: ['phr', 'mfa'] }],
  ...[undefined, 'MFA', ['mfa'], null, 1].map((acr): Row => [
    `a class of login, and acr is ${JSON.stringify(acr)}`,
    withClaims({ acr }),
    { acr: ['mfa'] },
    'reauthentication_required',
  ]),
  ['two methods of login, and they are there', base, { amr: ['otp', 'pwd'] }],
  ['two methods of login, and one is there', base, { amr: ['otp', 'hwk'] }, 'reauthentication_required'],
  ...[undefined, 'otp', 'pwd otp', null, {}, [['otp']]].map((amr): Row => [
    `a method of login, and amr is ${JSON.stringify(amr)}`,
    withClaims({ amr }),
    { amr: ['otp'] },
    'reauthentication_required',
  ]),
  ['what its own rule says, and it says yes', base, { check: ({ roles }) => roles.includes('admin') }],
  ['what its own rule says, and it says no', base, { check: ({ user }) => user === undefined }, 'forbidden'],
]

for (const [what, auth, requirement, code] of rows) {
  test(`a route asks for ${what}: ${code ?? 'passes'} (checklist 22, 39, 55)`, async () => {
    if (code === undefined) requireAccess(auth, requirement, { now })
    else await assertRefused(() => requireAccess(auth, requirement, { now }), code)
  })
}

/** Every demand, none of which the caller meets, in the order in which they answer. */
const ORDER: readonly (readonly [Requirement<Caller>, AuthErrorCode])[] = [
  [{ user: true }, 'user_required'],
  [{ scopes: ['x'] }, 'insufficient_scope'],
  [{ anyScope: ['x'] }, 'insufficient_scope'],
  [{ roles: ['x'] }, 'insufficient_role'],
  [{ anyRole: ['x'] }, 'insufficient_role'],
  [{ maxAuthAgeSeconds: 5 }, 'reauthentication_required'],
  [{ acr: ['x'] }, 'reauthentication_required'],
  [{ amr: ['x'] }, 'reauthentication_required'],
  [{ check: () => false }, 'forbidden'],
]

test('the first demand that is not met is the answer, however the requirement is written (checklist 39)', async () => {
  for (let first = 0; first < ORDER.length; first++) {
    const rest = ORDER.slice(first)
    const written = Object.assign({}, ...rest.map(([demand]) => demand).toReversed()) as Requirement<Caller>
    const expected = rest[0]?.[1] as AuthErrorCode
    const error = await assertRefused(() => requireAccess(machine, written, { now }), expected)
    const hasScopes = 'scopes' in (rest[0]?.[0] ?? {}) || 'anyScope' in (rest[0]?.[0] ?? {})
    assert.deepEqual(error.details.scopes, hasScopes ? ['x'] : undefined)
  }
})

test('a user that is no object is nobody registered', async () => {
  for (const user of ['user-1', null, 5]) {
    const odd = { ...base, user }
    await assertRefused(() => requireAccess(odd, { registeredUser: true }), 'registered_user_required')
  }
})

test('a check is not asked where something before it is not met', async () => {
  const requirement = { user: true, check: () => assert.fail('was asked') } as const
  await assertRefused(() => requireAccess(machine, requirement, { now }), 'user_required')
})

for (const answer of [undefined, 1, 'yes', null, Promise.resolve(true)]) {
  test(`a check that answers ${String(answer)} is a fault of the program, never a pass`, async () => {
    await assertConfigError(() => requireAccess(base, { check: () => answer as never }), 'requirement.check')
  })
}

test('what a check throws goes through', () => {
  const fault = new Error('a fault')
  assert.throws(
    () =>
      requireAccess(base, {
        check: () => {
          throw fault
        },
      }),
    (error) => error === fault,
  )
})

test('a refusal says what the route asks for, in terms of a challenge (checklist 55)', async () => {
  const login = await assertRefused(
    () => requireAccess(machine, { maxAuthAgeSeconds: 30 }, { now }),
    'reauthentication_required',
  )
  assert.equal(login.details.maxAgeSeconds, 30)
  const acr = await assertRefused(() => requireAccess(base, { acr: ['a', 'b'] }), 'reauthentication_required')
  assert.deepEqual(acr.details.acrValues, ['a', 'b'])
})

test('without a clock of its own, a route measures the age of a login by the clock of the platform', async () => {
  requireAccess({ ...base, authTime: Date.now() / 1000 - 5 }, { maxAuthAgeSeconds: 60 })
  const old = { ...base, authTime: Date.now() / 1000 - 65 }
  await assertRefused(() => requireAccess(old, { maxAuthAgeSeconds: 60 }), 'reauthentication_required')
})

test('a token without scopes and roles has none', async () => {
  const auth = await createVerifier(issuerOptions(), { now }).verify(
    buildToken({ claims: { scope: undefined } }),
  )
  await assertRefused(() => requireAccess(auth, { anyScope: ['read'] }), 'insufficient_scope')
  await assertRefused(() => requireAccess(auth, { anyRole: ['admin'] }), 'insufficient_role')
})
