import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from '#app'

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const app = createApp(issuer.endpoint)
  const call = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    return app(new Request('http://localhost/admin', { headers: { authorization: `Bearer ${token}` } }))
  }
  assert.equal((await call(['admin'])).status, 200)
  assert.equal((await call([])).status, 403)
})
