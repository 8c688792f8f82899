import type { AuthErrorCode, ErrorDetails, Requirement } from 'tokenstile'
import { buildToken, NOW } from '../support/tokens.ts'
import type { Behaviour } from './opened-app.ts'

type Claims = Readonly<Record<string, unknown>>

/** A demand, a caller who meets it, and one who does not. */
const DEMANDED: readonly (readonly [
  what: string,
  requirement: Requirement,
  met: Claims,
  unmet: Claims,
  code: AuthErrorCode,
  details?: ErrorDetails,
])[] = [
  ['a person', { user: true }, {}, { sub: 'client-1' }, 'user_required'],
  [
    'a registered person',
    { registeredUser: true },
    { guest: false },
    { guest: true },
    'registered_user_required',
  ],
  [
    'a registered person, known to be one',
    { registeredUser: true },
    { guest: false },
    {},
    'registered_user_required',
  ],
  [
    'a verified person',
    { verifiedUser: true },
    { guest: false, verified: true },
    { guest: false, verified: false },
    'user_not_verified',
  ],
  [
    'all of some scopes',
    { scopes: ['write', 'delete'] },
    { scope: 'read delete write' },
    { scope: 'write' },
    'insufficient_scope',
    { scopes: ['write', 'delete'] },
  ],
  [
    'a scope by its whole name',
    { scopes: ['write'] },
    { scope: 'write' },
    { scope: 'writer rewrite WRITE' },
    'insufficient_scope',
    { scopes: ['write'] },
  ],
  [
    'one of some scopes',
    { anyScope: ['write', 'delete'] },
    { scope: 'delete' },
    { scope: 'read' },
    'insufficient_scope',
    { scopes: ['write', 'delete'] },
  ],
  [
    'all of some roles',
    { roles: ['admin', 'editor'] },
    { roles: ['editor', 'admin'] },
    { roles: ['admin'] },
    'insufficient_role',
  ],
  [
    'one of some roles',
    { anyRole: ['admin', 'editor'] },
    { roles: ['editor'] },
    { roles: [] },
    'insufficient_role',
  ],
  [
    'a recent login',
    { maxAuthAgeSeconds: 300 },
    { auth_time: NOW - 300 },
    { auth_time: NOW - 301 },
    'reauthentication_required',
    { maxAuthAgeSeconds: 300, maxAgeSeconds: 300 } as ErrorDetails,
  ],
  [
    'a login that is known',
    { maxAuthAgeSeconds: 300 },
    { auth_time: NOW },
    {},
    'reauthentication_required',
    { maxAgeSeconds: 300 },
  ],
  [
    'a login that is not in the future',
    { maxAuthAgeSeconds: 300 },
    { auth_time: NOW + 59 },
    { auth_time: NOW + 3600 },
    'reauthentication_required',
    { maxAgeSeconds: 300 },
  ],
  [
    'a class of authentication',
    { acr: ['gold'] },
    { acr: 'gold' },
    { acr: 'golden' },
    'reauthentication_required',
    { acrValues: ['gold'] },
  ],
  [
    'methods of authentication',
    { amr: ['mfa'] },
    { amr: ['pwd', 'mfa'] },
    { amr: ['pwd'] },
    'reauthentication_required',
  ],
  [
    'what its own rule says',
    { check: ({ clientId }) => clientId === 'client-2' },
    { client_id: 'client-2' },
    { client_id: 'client-1' },
    'forbidden',
  ],
  [
    'several things, the first first',
    { user: true, scopes: ['write'], roles: ['admin'] },
    { roles: ['admin'] },
    { sub: 'client-1', scope: 'read' },
    'user_required',
  ],
]

/** The default user, with the two flags that a profile would read. */
function toUser(claims: Claims): object | undefined {
  const { sub, client_id, guest, verified } = claims
  return sub === client_id ? undefined : { id: sub, isAnonymous: guest ?? null, isVerified: verified ?? null }
}

function linesOf(claims: Claims): string[] {
  return [`Authorization: Bearer ${buildToken({ claims })}`]
}

/** What routes demand of their callers. */
export const DEMANDS: readonly Behaviour[] = DEMANDED.map(
  ([what, requirement, met, unmet, code, details]) => ({
    name: `demands ${what}, or answers ${code} (checklist 22, 33, 55)`,
    run: async (open) => {
      const app = await open({ issuer: { toUser }, routes: [{ path: '/me', requirement }] })
      await app.passes({ lines: linesOf(met) })
      await app.refuses({ lines: linesOf(unmet) }, code, details)
    },
  }),
)
