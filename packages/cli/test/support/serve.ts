import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** What to answer: a status, headers, a body; undefined is 404. */
export interface Reply {
  readonly status?: number
  readonly headers?: http.OutgoingHttpHeaders
  readonly body?: unknown
}

/** Serves pages on loopback until the test ends, and gives the origin. A body that is no text is sent as JSON. */
export async function serve(
  t: TestContext,
  reply: (path: string, origin: string) => Reply | undefined,
  tls?: https.ServerOptions,
): Promise<string> {
  let origin = ''
  const listener = ({ url = '' }: http.IncomingMessage, response: http.ServerResponse): void => {
    const { status = 200, headers = {}, body = '' } = reply(url, origin) ?? { status: 404 }
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  origin = `${tls === undefined ? 'http' : 'https'}://localhost:${port}`
  return origin
}
