import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import express5, { type ErrorRequestHandler, type Express } from 'express'
import express4 from 'express4'

/** Every version of Express that is supported, by the types of the newest: that the others' fit is a test of its own. */
export const VERSIONS: readonly { readonly name: string; readonly express: typeof express5 }[] = [
  { name: 'Express 4', express: express4 as unknown as typeof express5 },
  { name: 'Express 5', express: express5 },
]

/** An application on a loopback port. */
export interface ServedApp {
  readonly url: string
  get(path: string, authorization?: string, init?: RequestInit): Promise<Response>
  /** Sends one request as it stands, with the headers in these lines, and gives the whole answer as text. */
  getRaw(path: string, headerLines: readonly string[]): Promise<string>
}

/** Serves an application until the test ends. */
export async function serve(t: TestContext, app: Express): Promise<ServedApp> {
  const server = app.listen(0, '127.0.0.1')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    get: (path, authorization, init = {}) =>
      fetch(url + path, { ...init, headers: authorization === undefined ? {} : { authorization } }),
    getRaw: async (path, headerLines) => {
      const socket = connect(port, '127.0.0.1')
      const lines = [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headerLines]
      socket.end(`${lines.join('\r\n')}\r\n\r\n`)
      const chunks: Buffer[] = []
      for await (const chunk of socket) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks).toString('latin1')
    },
  }
}

/** Keeps what reached the framework's error handler, and answers 500. */
export function collectFaults(): { readonly faults: unknown[]; readonly handler: ErrorRequestHandler } {
  const faults: unknown[] = []
  return {
    faults,
    handler: (fault, _request, response, _next) => {
      faults.push(fault)
      response.status(500).json({ error: 'fault' })
    },
  }
}
