import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { listening } from './listening.ts'

/** A handler of the fetch API. */
export type FetchHandler = (request: Request) => Promise<Response>

/** Serves a handler as this runtime does it, until the test ends, and gives the URL. Node has no server for it: there `node:http` stands before it. */
export async function serveFetch(t: TestContext, fetch: FetchHandler): Promise<string> {
  if (Bun !== undefined) {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch })
    t.after(() => server.stop(true))
    return `http://127.0.0.1:${server.port}`
  }
  if (Deno !== undefined) {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: () => undefined }, fetch)
    t.after(() => server.shutdown())
    return `http://127.0.0.1:${server.addr.port}`
  }
  return await listening(t, createServer(getRequestListener(fetch)).listen(0, '127.0.0.1'))
}

/** What other runtimes have beside Node's names. */
const { Bun, Deno } = globalThis as unknown as {
  readonly Bun?: {
    serve(options: { readonly port: number; readonly hostname: string; readonly fetch: FetchHandler }): {
      readonly port: number
      stop(closeConnections: boolean): Promise<void>
    }
  }
  readonly Deno?: {
    serve(
      options: { readonly port: number; readonly hostname: string; readonly onListen: () => void },
      handler: FetchHandler,
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> }
  }
}
