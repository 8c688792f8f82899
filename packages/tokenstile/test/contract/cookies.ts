import type { AuthErrorCode } from 'tokenstile'
import { buildToken, NOW } from '../support/tokens.ts'
import type { AppPlan, Behaviour } from './opened-app.ts'

const token = buildToken()
const COOKIE = `Cookie: __Host-token=${token}`
const settings = {
  cookie: { name: '__Host-token', allowedOrigins: ['https://app.example', 'http://localhost:3000'] },
}

type Row = readonly [what: string, method: string, lines: string[]]

const PASSING: readonly Row[] = [
  ['a GET of any page', 'GET', [COOKIE, 'Origin: https://evil.example', 'Sec-Fetch-Site: cross-site']],
  ['a HEAD', 'HEAD', [COOKIE]],
  ['an OPTIONS', 'OPTIONS', [COOKIE]],
  ['a POST of an allowed origin', 'POST', [COOKIE, 'Origin: https://app.example']],
  [
    'a POST of an allowed origin of another site',
    'POST',
    [COOKIE, 'Origin: http://localhost:3000', 'Sec-Fetch-Site: cross-site'],
  ],
  [
    'a DELETE of the same origin that says so without Origin',
    'DELETE',
    [COOKIE, 'Sec-Fetch-Site: same-origin'],
  ],
  [
    'a cookie between others',
    'GET',
    [`Cookie: a=b;c; d="e;";\t__Host-token=${token} ; __host-token=x; __Host-token2=y`],
  ],
]

const REJECTED: readonly Row[] = [
  ['a POST without a word of where it comes from', 'POST', [COOKIE]],
  ['a POST of another origin', 'POST', [COOKIE, 'Origin: https://evil.example']],
  ['a POST of an opaque origin', 'POST', [COOKIE, 'Origin: null']],
  ['a POST of an empty origin', 'POST', [COOKIE, 'Origin:', 'Sec-Fetch-Site: same-origin']],
  [
    'a POST of another origin that claims to be the same',
    'POST',
    [COOKIE, 'Origin: https://evil.example', 'Sec-Fetch-Site: same-origin'],
  ],
  ['a POST of the same site', 'POST', [COOKIE, 'Sec-Fetch-Site: same-site']],
  ['a POST of the address bar', 'POST', [COOKIE, 'Sec-Fetch-Site: none']],
  ['an origin in another case', 'POST', [COOKIE, 'Origin: https://APP.example']],
  ['an origin with a slash', 'POST', [COOKIE, 'Origin: https://app.example/']],
  ['an origin that begins like an allowed one', 'POST', [COOKIE, 'Origin: https://app.example.evil.example']],
  [
    'two origins, one allowed',
    'POST',
    [COOKIE, 'Origin: https://app.example', 'Origin: https://evil.example'],
  ],
  ['a PUT, PATCH or DELETE alike', 'PATCH', [COOKIE, 'Origin: https://evil.example']],
  ['the own Host as its origin', 'POST', [COOKIE, 'Origin: http://127.0.0.1']],
  [
    'a header that overrides the method',
    'POST',
    [COOKIE, 'X-HTTP-Method-Override: GET', 'X-HTTP-Method: GET', 'X-Method-Override: GET'],
  ],
]

const REFUSED: readonly (readonly [...Row, AuthErrorCode])[] = [
  ['the cookie twice', 'GET', [`${COOKIE}; __Host-token=${token}`], 'multiple_tokens'],
  ['an empty cookie', 'GET', ['Cookie: __Host-token='], 'malformed_token'],
  ['a cookie in quotes', 'GET', [`Cookie: __Host-token="${token}"`], 'malformed_token'],
  [
    'an expired cookie',
    'GET',
    [`Cookie: __Host-token=${buildToken({ claims: { exp: NOW - 3600 } })}`],
    'token_expired',
  ],
  ['a bad header beside a good cookie', 'GET', [COOKIE, 'Authorization: Bearer abc'], 'opaque_token'],
]

const ABSENT: readonly Row[] = [
  ['another case of the name', 'GET', [`Cookie: __host-token=${token}`]],
  ['the name without its prefix', 'GET', [`Cookie: token=${token}`]],
  // A browser lets any host set these: their first byte belongs to the name.
  ['a white space that is none to browsers before the name', 'GET', [`Cookie: \xa0__Host-token=${token}`]],
  ['a line separator before the name', 'GET', [`Cookie: \x85__Host-token=${token}`]],
  ['another scheme beside a good cookie', 'GET', [COOKIE, 'Authorization: Basic eDp5']],
]

const plan = (options: AppPlan['options'] = {}): Partial<AppPlan> => ({ settings, options })

/** Tokens in cookies, and the pages that may use them. */
export const COOKIES: readonly Behaviour[] = [
  ...PASSING.map(([what, method, lines]): Behaviour => ({
    name: `takes the token of a cookie for ${what}`,
    run: async (open) => {
      await (await open(plan())).passes({ method, lines })
    },
  })),
  ...REJECTED.map(([what, method, lines]): Behaviour => ({
    name: `rejects ${what} with a cookie, also where authentication is optional`,
    run: async (open) => {
      for (const optional of [false, true]) {
        await (await open(plan({ optional }))).refuses({ method, lines }, 'csrf_rejected')
      }
    },
  })),
  ...REFUSED.map(([what, method, lines, code]): Behaviour => ({
    name: `refuses ${what} with ${code}, also where authentication is optional`,
    run: async (open) => {
      for (const optional of [false, true]) {
        await (await open(plan({ optional }))).refuses({ method, lines }, code)
      }
    },
  })),
  ...ABSENT.map(([what, method, lines]): Behaviour => ({
    name: `finds no cookie in ${what}`,
    run: async (open) => {
      await (await open(plan())).refuses({ method, lines }, 'missing_token')
    },
  })),
  {
    name: 'asks for no origin where the token is in the header: a page cannot send that unasked',
    run: async (open) => {
      const app = await open(plan())
      await app.passes({
        method: 'POST',
        lines: [`Authorization: Bearer ${token}`, 'Origin: https://evil.example'],
      })
      const mine = buildToken({ claims: { sub: 'user-2' } })
      await app.passes({ lines: [COOKIE, `Authorization: Bearer ${mine}`] }, 'user-2')
    },
  },
]
