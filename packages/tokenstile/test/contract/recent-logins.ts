import type { AuthErrorCode } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { createKey, testKey } from '../support/keys.ts'
import { buildToken, NOW, type TokenChanges } from '../support/tokens.ts'
import type { AppPlan, Behaviour } from './opened-app.ts'

const ENDPOINT = 'https://project.authgear.cloud'
const PREFIX = 'https://authgear.com/claims/user/'
const key = createKey('RS256')

function accessToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const flags = { is_verified: true, is_anonymous: false, can_reauthenticate: true }
  const named = Object.fromEntries(Object.entries(flags).map(([name, value]) => [PREFIX + name, value]))
  const user = typeof claims['sub'] === 'string' && claims['sub'].startsWith('client_id_') ? {} : named
  return buildToken({ key, claims: { iss: ENDPOINT, aud: [ENDPOINT], ...user, ...claims } })
}

/** As Authgear makes them: for the client, five minutes long, of a login a minute ago. */
function idToken({ claims, header, ...rest }: TokenChanges = {}): string {
  return buildToken({
    key,
    header: { typ: 'JWT', ...header },
    claims: {
      iss: ENDPOINT,
      aud: ['client-1'],
      exp: NOW + 240,
      auth_time: NOW - 60,
      [`${PREFIX}can_reauthenticate`]: true,
      client_id: undefined,
      jti: undefined,
      scope: undefined,
      ...claims,
    },
    ...rest,
  })
}

const cannot = { [`${PREFIX}can_reauthenticate`]: false }
const ASKED = { maxAgeSeconds: 300 }

const plan = (recentLogin: NonNullable<AppPlan['routes'][number]['recentLogin']> = {}): Partial<AppPlan> => ({
  issuers: authgear(ENDPOINT, { keys: { jwks: { keys: [key.jwk] } } }),
  routes: [{ path: '/transfer', recentLogin }],
})

function linesOf(access: string, id?: string): string[] {
  return [`Authorization: Bearer ${access}`, ...(id === undefined ? [] : [`X-Id-Token: ${id}`])]
}

const PASSING: readonly (readonly [string, Parameters<typeof plan>[0], string, string])[] = [
  ['of the same user and client', {}, accessToken(), idToken()],
  ['without a typ', {}, accessToken(), idToken({ header: { typ: undefined } })],
  [
    'for a client that is listed',
    { clientIds: ['web'] },
    accessToken(),
    idToken({ claims: { aud: ['web'] } }),
  ],
  [
    'of a recent login, though the user has no way to log in again',
    {},
    accessToken(),
    idToken({ claims: cannot }),
  ],
  [
    'of an old login of a user who has no way to log in again, where that is allowed',
    { cannotReauthenticate: 'allow' },
    accessToken(cannot),
    idToken({ claims: { ...cannot, auth_time: NOW - 3600 } }),
  ],
]

const REFUSED: readonly (readonly [string, string | undefined])[] = [
  ['none', undefined],
  ['an empty one', ''],
  ['one of another user', idToken({ claims: { sub: 'user-2' } })],
  ['one for another client', idToken({ claims: { aud: ['client-2'] } })],
  ['one for the API instead of a client', idToken({ claims: { aud: [ENDPOINT] } })],
  ['one of another issuer', idToken({ claims: { iss: 'https://other.example' } })],
  ['one of a foreign key', idToken({ key: testKey() })],
  ['an expired one', idToken({ claims: { exp: NOW - 61 } })],
  ['one of a login too long ago', idToken({ claims: { auth_time: NOW - 301 } })],
  ['one of a login in the future', idToken({ claims: { auth_time: NOW + 3600 } })],
  ['one that does not say when the login was', idToken({ claims: { auth_time: undefined } })],
  ['the access token in its place', accessToken({ auth_time: NOW, aud: ['client-1'] })],
  ['an unsigned one', `${idToken().split('.').slice(0, 2).join('.')}.`],
  ['one with a changed signature', `${idToken().slice(0, -8)}AAAAAAAA`],
]

/** Re-authentication, proved by an ID token. */
export const RECENT_LOGINS: readonly Behaviour[] = [
  ...PASSING.map(([what, options, access, id]): Behaviour => ({
    name: `takes an ID token ${what} for a recent login`,
    run: async (open) => {
      await (await open(plan(options))).passes({ lines: linesOf(access, id) })
    },
  })),
  ...REFUSED.map(([what, id]): Behaviour => ({
    name: `asks for a new login where the ID token is ${what} (checklist 55)`,
    run: async (open) => {
      const app = await open(plan())
      await app.refuses({ lines: linesOf(accessToken(), id) }, 'reauthentication_required', ASKED)
    },
  })),
  {
    name: 'asks for as recent a login as it is told',
    run: async (open) => {
      const app = await open(plan({ maxAuthAgeSeconds: 30 }))
      const asked = { maxAgeSeconds: 30 }
      await app.refuses({ lines: linesOf(accessToken(), idToken()) }, 'reauthentication_required', asked)
    },
  },
  {
    name: 'answers 403, not an endless 401, to a user who has no way to log in again',
    run: async (open) => {
      const app = await open(plan())
      const old = idToken({ claims: { ...cannot, auth_time: NOW - 3600 } })
      const code: AuthErrorCode = 'reauthentication_impossible'
      await app.refuses({ lines: linesOf(accessToken(), old) }, code)
      await app.refuses({ lines: linesOf(accessToken(cannot)) }, code)
    },
  },
  {
    name: 'takes no machine for a user who could log in',
    run: async (open) => {
      const machine = accessToken({ sub: 'client_id_client-1' })
      await (await open(plan())).refuses({ lines: linesOf(machine, idToken()) }, 'user_required')
    },
  },
  {
    name: 'verifies the access token first',
    run: async (open) => {
      const app = await open(plan())
      await app.refuses({ lines: [`X-Id-Token: ${idToken()}`] }, 'missing_token')
      await app.refuses({ lines: linesOf(idToken(), idToken()) }, 'wrong_type')
    },
  },
]
