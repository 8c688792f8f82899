import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

test('knows who calls each route, and what is missing', async (t) => {
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const url = await start(t, issuer.endpoint)
  const alice = await issuer.token({ user: { id: 'alice', roles: ['admin'] } })
  const longAgo = await issuer.token({ user: 'bob', authTimeSecondsAgo: 3600 })
  const call = async (
    method: string,
    path: string,
    token?: string,
  ): Promise<[number, string, string | null]> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(`${url}${path}`, { method, headers })
    return [response.status, await response.text(), response.headers.get('www-authenticate')]
  }

  assert.deepEqual(await call('GET', '/health'), [200, '{"ok":true}', null])
  const [status, me] = await call('GET', '/me', alice)
  assert.deepEqual([status, (JSON.parse(me) as { id: string }).id], [200, 'alice'])
  assert.deepEqual(await call('GET', '/admin', alice), [200, '{"admin":"alice"}', null])
  assert.deepEqual(await call('POST', '/transfer', alice), [200, '{"transferredBy":"alice"}', null])
  assert.equal((await call('GET', '/nowhere'))[0], 404)

  for (const path of ['/me', '/admin']) {
    const [status, body, challenge] = await call('GET', path)
    assert.deepEqual(
      [status, (JSON.parse(body) as { error: string }).error, challenge],
      [401, 'missing_token', 'Bearer'],
    )
  }
  const [, , forged] = await call('GET', '/me', `${alice.slice(0, -8)}AAAAAAAA`)
  assert.match(forged ?? '', /^Bearer error="invalid_token"/)
  assert.equal((await call('GET', '/admin', longAgo))[0], 403)
  const [again, , login] = await call('POST', '/transfer', longAgo)
  assert.equal(again, 401)
  assert.match(login ?? '', /error="insufficient_user_authentication".*max_age="300"/)
})

/** Starts the example as a process of its own, until the test is over. Gives its URL. */
async function start(t: TestContext, endpoint: string): Promise<string> {
  const { NODE_V8_COVERAGE, NODE_TEST_CONTEXT, NODE_OPTIONS, ...own } = process.env
  const env = { ...own, AUTHGEAR_ENDPOINT: endpoint, PORT: '0' }
  const program = fileURLToPath(new URL('../dist/start.js', import.meta.url))
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(async () => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  for await (const line of createInterface(child.stdout)) {
    const [, port] = /port: (\d+)/.exec(line) ?? []
    if (port !== undefined) return `http://localhost:${port}`
  }
  throw new Error('the example ended before it listened')
}
