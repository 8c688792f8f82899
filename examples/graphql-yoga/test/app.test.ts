import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createApp } from '#app'

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  const server = createServer(createApp(issuer.endpoint)).listen(0, 'localhost')
  await once(server, 'listening')
  t.after(() => Promise.all([issuer.close(), server.close()]))

  const { port } = server.address() as AddressInfo
  const call = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ query: '{ admin }' })
    const response = await fetch(`http://localhost:${port}/graphql`, { method: 'POST', headers, body })
    return response.json()
  }
  assert.deepEqual(await call(['admin']), { data: { admin: 'alice' } })
  assert.equal((await call([])).errors[0].extensions.code, 'insufficient_role')
})
