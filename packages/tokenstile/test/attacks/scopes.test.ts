import { test } from 'node:test'
import { createVerifier, requireAccess, type AuthErrorCode, type Requirement } from 'tokenstile'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, NOW, now } from '../support/tokens.ts'

type Row = readonly [
  name: string,
  claims: Record<string, unknown>,
  requirement: Requirement,
  code: AuthErrorCode,
]

/** Claims that look like what a route demands and are not. */
const ROWS: readonly Row[] = [
  ['a longer scope', { scope: 'administrator' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['a start of the scope', { scope: 'adm' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['the scope in capitals', { scope: 'ADMIN' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['the scope with a comma', { scope: 'admin,read' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['the scope with a tab', { scope: 'read\tadmin' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['the scope with a line feed', { scope: 'read\nadmin' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['a pattern for a scope', { scope: '*' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['a part of a scope', { scope: 'read:admin' }, { scopes: ['admin'] }, 'insufficient_scope'],
  ['one of two scopes', { scope: 'admin' }, { scopes: ['admin', 'write'] }, 'insufficient_scope'],
  ['no scope', { scope: undefined }, { anyScope: ['admin', 'read'] }, 'insufficient_scope'],
  ['an empty scope', { scope: '' }, { anyScope: ['admin'] }, 'insufficient_scope'],
  [
    'scopes in scp beside another scope',
    { scope: 'read', scp: ['admin'] },
    { scopes: ['admin'] },
    'insufficient_scope',
  ],
  [
    'a scope with the name of every list member',
    { scope: 'read' },
    { scopes: ['length'] },
    'insufficient_scope',
  ],
  ['a role among the scopes', { scope: 'admin' }, { roles: ['admin'] }, 'insufficient_role'],
  ['a longer role', { roles: ['administrator'] }, { roles: ['admin'] }, 'insufficient_role'],
  ['two roles in one text', { roles: ['admin,reader'] }, { anyRole: ['admin'] }, 'insufficient_role'],
  ['no roles', {}, { anyRole: ['admin'] }, 'insufficient_role'],
  ['no login time', {}, { maxAuthAgeSeconds: 300 }, 'reauthentication_required'],
  ['an old login', { auth_time: NOW - 301 }, { maxAuthAgeSeconds: 300 }, 'reauthentication_required'],
  [
    'a login in the future',
    { auth_time: NOW + 3600 },
    { maxAuthAgeSeconds: 300 },
    'reauthentication_required',
  ],
  ['another acr', { acr: 'urn:low' }, { acr: ['urn:high'] }, 'reauthentication_required'],
  ['a list of the acr', { acr: ['urn:high'] }, { acr: ['urn:high'] }, 'reauthentication_required'],
  ['an amr that is one text', { amr: 'pwd otp' }, { amr: ['otp'] }, 'reauthentication_required'],
  ['a user whose flags are missing', {}, { registeredUser: true }, 'registered_user_required'],
]

for (const [name, claims, requirement, code] of ROWS) {
  test(`refuses ${name} where a route demands more (checklist 22, 39, 55)`, async () => {
    const auth = await createVerifier(issuerOptions(), { now }).verify(buildToken({ claims }))
    await assertRefused(() => requireAccess(auth, requirement, { now }), code)
  })
}

test('refuses a requirement that would demand nothing (checklist 39, 61)', async () => {
  const auth = await createVerifier(issuerOptions(), { now }).verify(buildToken())
  const rows: readonly (readonly [string, unknown])[] = [
    ['requirement.scopes', { scopes: [] }],
    ['requirement.scopes', { scopes: 'admin' }],
    ['requirement.scopes[0]', { scopes: [''] }],
    ['requirement.scopes[0]', { scopes: ['a b'] }],
    ['requirement.roles', { roles: [] }],
    ['requirement.user', { user: false }],
    ['requirement.maxAuthAgeSeconds', { maxAuthAgeSeconds: Infinity }],
    ['requirement.maxAuthAgeSeconds', { maxAuthAgeSeconds: NaN }],
    ['requirement.scope', { scope: ['admin'] }],
    ['requirement', null],
    ['requirement', ['admin']],
  ]
  for (const [option, requirement] of rows) {
    await assertConfigError(() => requireAccess(auth, requirement as Requirement), option)
  }
})
