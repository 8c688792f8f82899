import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** Answers one request, or leaves it open. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A request that reached a server. */
export interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** A real HTTP server on a loopback port. */
export interface LoopbackServer {
  readonly origin: string
  /** What was asked for, in order. */
  readonly asked: readonly Asked[]
  /** Fulfilled by the next request. */
  nextRequest(): Promise<void>
  /** Refuses connections and drops the open ones, until `start`. */
  stop(): Promise<void>
  /** Serves on the same port again. */
  start(): Promise<void>
}

/** Serves until the test ends. */
export async function openServer(t: TestContext, answer: Answer): Promise<LoopbackServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    answer(request, response)
    server.emit('asked')
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  t.after(stop)
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    nextRequest: async () => {
      await once(server, 'asked')
    },
    stop,
    start: () => listen(port),
  }
}
