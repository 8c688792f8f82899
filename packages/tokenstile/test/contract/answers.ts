import assert from 'node:assert/strict'
import type { AnswerOptions, ErrorDetails, AuthErrorCode } from 'tokenstile'
import { buildToken, NOW } from '../support/tokens.ts'
import type { Behaviour } from './opened-app.ts'

const OPTIONS: readonly (readonly [string, AnswerOptions])[] = [
  ['nothing configured', {}],
  ['a realm', { realm: 'orders' }],
  [
    'a realm and resource metadata',
    { realm: 'orders', resourceMetadata: 'https://api.example/.well-known/oauth-protected-resource' },
  ],
  ['scopes to ask for', { scopes: ['read', 'write'] }],
]

const SCOPES = ['write', 'delete']

const REFUSALS: readonly (readonly [AuthErrorCode, string | undefined, ErrorDetails?])[] = [
  ['missing_token', undefined],
  ['malformed_request', 'Bearer'],
  ['opaque_token', 'Bearer abc'],
  ['token_expired', `Bearer ${buildToken({ claims: { exp: NOW - 3600 } })}`],
  ['wrong_audience', `Bearer ${buildToken({ claims: { aud: 'other' } })}`],
  ['insufficient_scope', `Bearer ${buildToken({ claims: { scope: 'read' } })}`, { scopes: SCOPES }],
]

const unreachable = {
  issuer: { keys: { jwksUri: 'https://issuer.example/jwks' } },
  settings: { fetch: () => Promise.reject(new TypeError('no network')) },
}

/** What a client reads when it is refused. */
export const ANSWERS: readonly Behaviour[] = [
  ...OPTIONS.map(([what, options]): Behaviour => ({
    name: `answers byte by byte as toResponse does, with ${what} (checklist 32, 33, 57)`,
    run: async (open) => {
      const app = await open({ options, routes: [{ path: '/me', requirement: { scopes: SCOPES } }] })
      for (const [code, value, details] of REFUSALS) {
        await app.refuses({ lines: value === undefined ? [] : [`Authorization: ${value}`] }, code, details)
      }
    },
  })),
  {
    name: 'names no error in the challenge where there were no credentials (checklist 32)',
    run: async (open) => {
      const { headers } = await (await open()).refuses({}, 'missing_token')
      assert.match(headers['www-authenticate'] ?? '', /^Bearer(?! error)/)
      assert.ok(!headers['www-authenticate']?.includes('error='))
      assert.equal(headers['cache-control'], 'no-store')
    },
  },
  {
    name: 'answers HEAD as GET, without a body',
    run: async (open) => {
      const app = await open()
      await app.refuses({ method: 'HEAD' }, 'missing_token')
      await app.refuses({ method: 'HEAD', lines: ['Authorization: Bearer abc'] }, 'opaque_token')
    },
  },
  {
    name: 'answers 503 with Retry-After where the issuer cannot be reached, never 401',
    run: async (open) => {
      for (const optional of [false, true]) {
        const app = await open({ ...unreachable, options: { optional } })
        const { status, headers, body } = await app.send({ lines: [`Authorization: Bearer ${buildToken()}`] })
        assert.deepEqual([status, (JSON.parse(body) as { error: string }).error], [503, 'keys_unavailable'])
        assert.match(headers['retry-after'] ?? '', /^[1-9]\d*$/)
        assert.equal(headers['www-authenticate'], undefined)
        assert.equal(app.calls(), 0)
      }
    },
  },
  {
    name: 'answers 503 where the list of revoked tokens fails',
    run: async (open) => {
      const revocation = { isRevoked: () => assert.fail('broken'), epoch: () => 1 }
      const app = await open({ settings: { revocation } })
      await app.refuses({ lines: [`Authorization: Bearer ${buildToken()}`] }, 'revocation_unavailable')
    },
  },
  {
    name: 'shows no part of the token in an answer (checklist 60)',
    run: async (open) => {
      const token = buildToken({ claims: { aud: 'somebody-else', sub: 'a-secret-subject' } })
      const answer = JSON.stringify(await (await open()).send({ lines: [`Authorization: Bearer ${token}`] }))
      for (const part of [...token.split('.'), 'somebody-else', 'a-secret-subject']) {
        assert.ok(!answer.includes(part))
      }
    },
  },
  {
    name: 'lets onRefused answer in its place, for authorize too',
    run: async (open) => {
      const routes = [{ path: '/me', requirement: { roles: ['admin'] } }]
      const app = await open({ onRefused: 'teapot', routes })
      const rows: readonly (readonly [string[], AuthErrorCode])[] = [
        [[], 'missing_token'],
        [['Authorization: Bearer abc'], 'opaque_token'],
        [[`Authorization: Bearer ${buildToken()}`], 'insufficient_role'],
      ]
      for (const [lines, code] of rows) {
        const { status, body } = await app.send({ lines })
        assert.deepEqual([status, body], [418, `refused: ${code}`])
      }
      assert.equal(app.calls(), 0)
    },
  },
]
