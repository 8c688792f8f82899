import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runConfigCommands, serveExample, type GatewayExample } from './gateway-example.ts'
import { findMissing } from './program.ts'

/** An answer of a backend, or of the proxy in its place. */
export interface GatewayAnswer {
  readonly status: number
  readonly challenge: string | undefined
  readonly body: string
}

/** Calls, with header names written as they are here. */
export function callRaw(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<GatewayAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('error', reject).on('end', () => {
        const challenge = response.headers['www-authenticate']
        resolve({ status: response.statusCode ?? 0, challenge, body })
      })
    })
    asking.on('error', reject).end()
  })
}

/** Three spellings that some backends take for one name. */
export const SPELLINGS = ['X-User-Id', 'X_User_Id', 'X.User.Id'] as const

/** What every example of the gateway has to show; `more` are tests of one example. */
export function describeGatewayExample(
  name: string,
  example: GatewayExample,
  more: () => void = () => {},
): void {
  const missing = findMissing(example.programs)
  if (missing.length > 0) {
    console.log(`not tested: ${name}, without ${missing.join(', ')}`)
    return
  }
  describe(name, () => {
    test('has the configuration that the command of its README prints', (t) => {
      const place = runConfigCommands(t, example)
      const committed = fileURLToPath(example.folder)
      for (const file of example.printed) {
        assert.equal(
          readFileSync(join(committed, file), 'utf8'),
          readFileSync(join(place, file), 'utf8'),
          file,
        )
      }
    })

    test('hands the backend the user of a good token, and refuses a bad one and none', async (t) => {
      const { issuer, port } = await serveExample(t, example)
      const token = await issuer.token({ user: { id: 'alice', roles: ['admin'] } })
      const passed = await callRaw(port, '/admin', { authorization: `Bearer ${token}` })
      assert.deepEqual(
        [passed.status, JSON.parse(passed.body)],
        [200, { user: 'alice', roles: ['admin'] }],
        passed.body,
      )

      const none = await callRaw(port, '/')
      assert.deepEqual([none.status, none.challenge], [401, 'Bearer'])
      const expired = await issuer.token({ user: 'alice', fault: 'expired' })
      const bad = await callRaw(port, '/', { authorization: `Bearer ${expired}` })
      assert.equal(bad.status, 401)
      assert.match(bad.challenge ?? '', /^Bearer error="invalid_token"/)
      const bob = await issuer.token({ user: 'bob' })
      assert.equal((await callRaw(port, '/admin', { authorization: `Bearer ${bob}` })).status, 403)
      const anonymous = await callRaw(port, '/public')
      assert.deepEqual([anonymous.status, JSON.parse(anonymous.body)], [200, { user: null, roles: [] }])
    })

    test('lets nobody say himself who he is, in any spelling', async (t) => {
      const { issuer, port } = await serveExample(t, example)
      const authorization = `Bearer ${await issuer.token({ user: 'alice' })}`
      for (const spelling of SPELLINGS) {
        const nobody = await callRaw(port, '/public', { [spelling]: 'evil' })
        const somebody = await callRaw(port, '/', { [spelling]: 'evil', authorization })
        for (const [answer, user] of [
          [nobody, null],
          [somebody, 'alice'],
        ] as const) {
          // It is refused, or taken off on the way.
          if (answer.status === 200) assert.equal(JSON.parse(answer.body).user, user, spelling)
          else assert.ok(answer.status === 400 || answer.status === 403, `${spelling}: ${answer.status}`)
          assert.doesNotMatch(answer.body, /evil/)
        }
      }
    })
    more()
  })
}
