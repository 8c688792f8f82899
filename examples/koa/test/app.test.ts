import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createApp } from '#app'

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  const server = createApp(issuer.endpoint).listen(0, 'localhost')
  await once(server, 'listening')
  t.after(() => Promise.all([issuer.close(), server.close()]))

  const { port } = server.address() as AddressInfo
  const call = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    return fetch(`http://localhost:${port}/admin`, { headers: { authorization: `Bearer ${token}` } })
  }
  assert.equal((await call(['admin'])).status, 200)
  assert.equal((await call([])).status, 403)
})
