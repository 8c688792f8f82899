import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** Waits until a server listens, closes it with the test, and gives its URL. */
export async function listening(t: TestContext, server: Server): Promise<string> {
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  if (!server.listening) await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
