import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Elysia } from 'elysia'
import { createApp } from '#app'

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const app = createApp(issuer.endpoint)
  const call = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    return app.handle(
      new Request('http://localhost/admin', { headers: { authorization: `Bearer ${token}` } }),
    )
  }
  assert.equal((await call(['admin'])).status, 200)
  assert.equal((await call([])).status, 403)
})

const SECRET = 'http://localhost/secret'

test('guards what is mounted into it, and not what it is mounted into', async () => {
  const secret = new Elysia().get('/secret', () => 'secret')
  const inside = createApp('http://localhost:4000').use(secret)
  assert.equal((await inside.handle(new Request(SECRET))).status, 401)
  const beside = secret.use(createApp('http://localhost:4000'))
  assert.equal((await beside.handle(new Request(SECRET))).status, 200)
})
