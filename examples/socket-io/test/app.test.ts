import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { io } from 'socket.io-client'
import { createApp } from '#app'

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  const server = createApp(issuer.endpoint).listen(0, 'localhost')
  await once(server, 'listening')
  t.after(() => Promise.all([issuer.close(), server.close()]))

  const { port } = server.address() as AddressInfo
  const enter = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    const socket = io(`http://localhost:${port}/admin`, { auth: { token }, transports: ['websocket'] })
    const outcome = await new Promise<string>((resolve) => {
      socket.once('me', ({ id }) => resolve(id)).once('connect_error', ({ message }) => resolve(message))
    })
    socket.close()
    return outcome
  }
  assert.equal(await enter(['admin']), 'alice')
  assert.equal(await enter([]), 'insufficient_role')
})
