import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Elysia } from 'elysia'
import { createApp } from '#app'

const SECRET = 'http://localhost/secret'

test('guards what is mounted into it, and not what it is mounted into', async () => {
  const secret = new Elysia().get('/secret', () => 'secret')
  const inside = createApp('http://localhost:4000').use(secret)
  assert.equal((await inside.handle(new Request(SECRET))).status, 401)
  const beside = secret.use(createApp('http://localhost:4000'))
  assert.equal((await beside.handle(new Request(SECRET))).status, 200)
})
