import { assertRefused } from '@tokenstile/example-support'
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
  const call = (method: string, path: string, token?: string): Promise<Response> =>
    fetch(`${url}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })

  assert.deepEqual(await (await call('GET', '/health')).json(), { ok: true })
  assert.equal(((await (await call('GET', '/me', alice)).json()) as { id: string }).id, 'alice')
  assert.deepEqual(await (await call('GET', '/admin', alice)).json(), { admin: 'alice' })
  assert.deepEqual(await (await call('POST', '/transfer', alice)).json(), { transferredBy: 'alice' })
  assert.match(await (await call('GET', '/')).text(), /stranger/)
  assert.match(await (await call('GET', '/', alice)).text(), /alice/)

  await assertRefused(await call('GET', '/me'), 'missing_token')
  await assertRefused(await call('GET', '/me', `${alice.slice(0, -8)}AAAAAAAA`), 'bad_signature')
  await assertRefused(await call('GET', '/admin', longAgo), 'insufficient_role')
  const asked = { maxAgeSeconds: 300 }
  await assertRefused(await call('POST', '/transfer', longAgo), 'reauthentication_required', asked)
})
