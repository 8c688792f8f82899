import assert from 'node:assert/strict'
import type { AuthErrorCode } from 'tokenstile'
import { createKey } from '../support/keys.ts'
import { buildToken, encode, NOW } from '../support/tokens.ts'
import type { Behaviour } from './opened-app.ts'

const good = buildToken()
const [encodedHeader, encodedClaims] = good.split('.')
const unsigned = `${encode(JSON.stringify({ alg: 'none', typ: 'at+jwt' }))}.${encodedClaims}.`

/** One `Authorization` header that is refused. */
const REFUSED: readonly (readonly [what: string, value: string, code: AuthErrorCode])[] = [
  ['another scheme', 'Basic dXNlcjpwYXNz', 'missing_token'],
  ['a scheme that only begins like Bearer', `BearerToken ${good}`, 'missing_token'],
  ['a scheme with a letter beyond ASCII', `Be\xe4rer ${good}`, 'missing_token'],
  ['the token without a scheme', good, 'missing_token'],
  ['the scheme of DPoP', `DPoP ${good}`, 'missing_token'],
  ['Bearer with nothing behind it', 'Bearer', 'malformed_request'],
  ['Bearer and eight thousand spaces', `Bearer${' '.repeat(8000)}x y`, 'malformed_request'],
  ['two tokens in one header', `Bearer ${good} ${good}`, 'malformed_request'],
  ['a list of tokens with a comma', `Bearer ${good}, Bearer ${good}`, 'malformed_request'],
  ['Bearer twice', `Bearer Bearer ${good}`, 'malformed_request'],
  ['an opaque token', 'Bearer abcdef', 'opaque_token'],
  ['two parts of three', `Bearer ${encodedHeader}.${encodedClaims}`, 'malformed_token'],
  ['an unsigned token', `Bearer ${unsigned}`, 'malformed_token'],
  ['a token that is too large', `Bearer ${good}${'A'.repeat(8192)}`, 'token_too_large'],
  ['an expired token', `Bearer ${buildToken({ claims: { exp: NOW - 3600 } })}`, 'token_expired'],
  ['a token of tomorrow', `Bearer ${buildToken({ claims: { nbf: NOW + 3600 } })}`, 'token_not_yet_valid'],
  ['a token for another API', `Bearer ${buildToken({ claims: { aud: 'other' } })}`, 'wrong_audience'],
  [
    'a token of another issuer',
    `Bearer ${buildToken({ claims: { iss: 'https://other.example' } })}`,
    'untrusted_issuer',
  ],
  ['an ID token', `Bearer ${buildToken({ header: { typ: 'JWT' } })}`, 'wrong_type'],
  ['a token of a foreign key', `Bearer ${buildToken({ key: createKey('ES256') })}`, 'unknown_key'],
  ['a token without a subject', `Bearer ${buildToken({ claims: { sub: undefined } })}`, 'missing_claim'],
  [
    'a forged signature',
    `Bearer ${encodedHeader}.${encodedClaims}.${buildToken({ claims: { sub: 'x' } }).split('.')[2]}`,
    'bad_signature',
  ],
  ['a token bound to a key', `Bearer ${buildToken({ claims: { cnf: { jkt: 'x' } } })}`, 'dpop_required'],
]

const TWO_HEADERS: readonly (readonly [string, string])[] = [
  [`Authorization: Bearer ${good}`, `Authorization: Bearer ${good}`],
  [`Authorization: Bearer ${good}`, 'authorization: Basic dXNlcjpwYXNz'],
  ['AUTHORIZATION: Basic dXNlcjpwYXNz', `Authorization: Bearer ${good}`],
  ['Authorization:', `Authorization: Bearer ${good}`],
]

/** Where a token is looked for, and which pass. */
export const TOKENS: readonly Behaviour[] = [
  {
    name: 'puts the caller of a good token on the request, whatever the method (checklist 30)',
    run: async (open) => {
      const app = await open()
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        await app.passes({ method, lines: [`Authorization: Bearer ${good}`] })
      }
      assert.equal(app.calls(), 7)
    },
  },
  {
    name: 'reads the scheme in any case (checklist 30)',
    run: async (open) => {
      const app = await open()
      for (const scheme of ['bearer', 'BEARER', 'bEaReR', 'Bearer  ']) {
        await app.passes({ lines: [`Authorization: ${scheme} ${good}`] })
      }
    },
  },
  {
    name: 'gives each of many overlapping requests its own caller',
    run: async (open) => {
      const app = await open({ settings: { cache: { maxEntries: 10 } } })
      await Promise.all(
        Array.from({ length: 40 }, (_, at) => {
          const sub = `user-${at % 20}`
          return app.passes({ lines: [`Authorization: Bearer ${buildToken({ claims: { sub } })}`] }, sub)
        }),
      )
    },
  },
  {
    name: 'answers 401 to a request without a token (checklist 32)',
    run: async (open) => {
      const app = await open()
      await app.refuses({}, 'missing_token')
      assert.deepEqual(app.codes, ['missing_token'])
    },
  },
  ...REFUSED.map(([what, value, code]): Behaviour => ({
    name: `refuses ${what} with ${code}, also where authentication is optional (checklist 21, 33)`,
    run: async (open) => {
      const request = { lines: [`Authorization: ${value}`] }
      const app = await open()
      await app.refuses(request, code)
      assert.deepEqual(app.codes, [code])
      const lenient = await open({ options: { optional: true } })
      if (code === 'missing_token') await lenient.passes(request, null)
      else await lenient.refuses(request, code)
    },
  })),
  {
    name: 'refuses two Authorization headers, whatever they hold, also where optional (checklist 31)',
    run: async (open) => {
      for (const optional of [false, true]) {
        const app = await open({ options: { optional } })
        for (const lines of TWO_HEADERS) {
          // Frameworks on the fetch API get the two joined, and cannot tell them from one.
          const { status, headers } = await app.send({ lines })
          assert.equal(status, 400, lines.join(' and '))
          assert.match(headers['www-authenticate'] ?? '', /^Bearer error="invalid_request"/)
        }
        assert.equal(app.calls(), 0)
      }
    },
  },
  {
    name: 'takes no token from the query, a form or a cookie that is not configured (checklist 37)',
    run: async (open) => {
      const app = await open()
      await app.refuses({ path: `/me?access_token=${good}` }, 'missing_token')
      await app.refuses(
        {
          method: 'POST',
          lines: ['Content-Type: application/x-www-form-urlencoded'],
          body: `access_token=${good}`,
        },
        'missing_token',
      )
      await app.refuses({ lines: [`Cookie: access_token=${good}; __Host-token=${good}`] }, 'missing_token')
    },
  },
  {
    name: 'answers the second request with a token as the first, and refuses it once it expired',
    run: async (open) => {
      let seconds = NOW
      const app = await open({ settings: { now: () => seconds * 1000 } })
      const request = { lines: [`Authorization: Bearer ${good}`] }
      await app.passes(request)
      await app.passes(request)
      seconds += 3600
      await app.refuses(request, 'token_expired')
    },
  },
  {
    name: 'refuses a token from the moment that it is revoked',
    run: async (open) => {
      let isRevoked = false
      const revocation = { isRevoked: () => isRevoked, epoch: () => Number(isRevoked) }
      const app = await open({ settings: { revocation } })
      const request = { lines: [`Authorization: Bearer ${good}`] }
      await app.passes(request)
      isRevoked = true
      await app.refuses(request, 'token_revoked')
    },
  },
]
