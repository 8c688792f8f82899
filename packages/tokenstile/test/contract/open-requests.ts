import type { AuthErrorCode } from 'tokenstile'
import { buildToken } from '../support/tokens.ts'
import type { Behaviour } from './opened-app.ts'

const authorization = `Authorization: Bearer ${buildToken()}`
const PREFLIGHT = ['Origin: https://app.example', 'Access-Control-Request-Method: POST']

const UNREAL: readonly (readonly [what: string, method: string, lines: string[], code: AuthErrorCode])[] = [
  ['no origin', 'OPTIONS', ['Access-Control-Request-Method: POST'], 'missing_token'],
  ['no method asked for', 'OPTIONS', ['Origin: https://app.example'], 'missing_token'],
  ['another method', 'GET', PREFLIGHT, 'missing_token'],
  ['a method that would change something', 'POST', PREFLIGHT, 'missing_token'],
  ['a bad token', 'OPTIONS', [...PREFLIGHT, 'Authorization: Bearer abc'], 'opaque_token'],
  ['other credentials', 'OPTIONS', [...PREFLIGHT, 'Authorization: Basic eDp5'], 'missing_token'],
  ['a cookie', 'OPTIONS', [...PREFLIGHT, 'Cookie: a=b'], 'missing_token'],
  ['two methods asked for', 'OPTIONS', [...PREFLIGHT, 'Access-Control-Request-Method: PUT'], 'missing_token'],
]

/** Which requests pass without a token. */
export const OPEN_REQUESTS: readonly Behaviour[] = [
  {
    name: 'lets a request without a token through where that is optional, as nobody',
    run: async (open) => {
      const app = await open({ options: { optional: true } })
      await app.passes({}, null)
      await app.passes({ method: 'POST' }, null)
      await app.passes({ lines: [authorization] })
    },
  },
  {
    name: 'refuses nobody where a route demands something, with missing_token',
    run: async (open) => {
      const app = await open({
        options: { optional: true },
        routes: [
          { path: '/me', requirement: { user: true } },
          { path: '/anything', requirement: {} },
          { path: '/login', recentLogin: {} },
        ],
      })
      for (const path of ['/me', '/anything', '/login']) await app.refuses({ path }, 'missing_token')
    },
  },
  {
    name: 'refuses a CORS preflight where nobody allowed it',
    run: async (open) => {
      await (await open()).refuses({ method: 'OPTIONS', lines: PREFLIGHT }, 'missing_token')
    },
  },
  {
    name: 'lets a real CORS preflight through where that is allowed, as nobody',
    run: async (open) => {
      const app = await open({ options: { allowPreflights: true } })
      await app.passes({ method: 'OPTIONS', lines: PREFLIGHT }, null)
      await app.passes({ method: 'OPTIONS', lines: [...PREFLIGHT, authorization] })
    },
  },
  ...UNREAL.map(([what, method, lines, code]): Behaviour => ({
    name: `takes nothing for a preflight that has ${what}`,
    run: async (open) => {
      await (await open({ options: { allowPreflights: true } })).refuses({ method, lines }, code)
    },
  })),
  {
    name: 'refuses a preflight where a route demands something',
    run: async (open) => {
      const app = await open({
        options: { allowPreflights: true },
        routes: [{ path: '/me', requirement: { user: true } }],
      })
      await app.refuses({ method: 'OPTIONS', lines: PREFLIGHT }, 'missing_token')
    },
  },
]
