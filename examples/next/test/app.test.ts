import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { buildApp, startApp } from './started-app.ts'

before(buildApp)

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const url = await startApp(t, { AUTHGEAR_ENDPOINT: issuer.endpoint })
  const call = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    return fetch(`${url}/admin`, { headers: { authorization: `Bearer ${token}` } })
  }
  assert.equal((await call(['admin'])).status, 200)
  assert.equal((await call([])).status, 403)
})

test('knows who calls each route and page, and what is missing', async (t) => {
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const url = await startApp(t, { AUTHGEAR_ENDPOINT: issuer.endpoint })
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
  for (const token of [undefined, alice]) assert.equal((await call('GET', '/', token))[0], 200)
  assert.match((await call('GET', '/'))[1], /stranger/)
  assert.match((await call('GET', '/', alice))[1], /alice/)

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
