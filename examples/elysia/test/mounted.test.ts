import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Elysia } from 'elysia'
import { AuthError, createVerifier, toResponse } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { createApp } from '#app'

const SECRET = 'http://localhost/secret'

test('guards what is mounted into it, and not what it is mounted into', async () => {
  const secret = new Elysia().get('/secret', () => 'secret')
  const inside = createApp('http://localhost:4000').use(secret)
  assert.equal((await inside.handle(new Request(SECRET))).status, 401)
  const beside = secret.use(createApp('http://localhost:4000'))
  assert.equal((await beside.handle(new Request(SECRET))).status, 200)
})

test('a plugin that says scoped guards what it is mounted into', async () => {
  const verifier = createVerifier(authgear('http://localhost:4000'))
  const plugin = new Elysia()
    .onError({ as: 'scoped' }, ({ error }) => {
      if (!AuthError.is(error)) return
      const { body, ...answer } = toResponse(error)
      return new Response(body, answer)
    })
    .derive({ as: 'scoped' }, async ({ request }) => ({ auth: (await verifier.authenticate(request)).auth }))
  const parent = new Elysia().use(plugin).get('/secret', ({ auth }) => auth.user)
  const { status, headers } = await parent.handle(new Request(SECRET))
  assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer'])
})
