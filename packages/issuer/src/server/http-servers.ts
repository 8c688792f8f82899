import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ListenAddress } from './listen-options.ts'
import type { Answer } from './answer.ts'
import { ConnectionDropped } from './broken-answer.ts'

/** Servers that share one port. */
export interface HttpServers {
  readonly port: number
  /** Cuts open connections. Calling it again waits for the same end. */
  close(): Promise<void>
}

const FREE_PORT_ATTEMPTS = 10

/**
 * Opens one port on every address. `toAnswer` is told the port before the first request comes.
 * Rejects with one sentence that names the port when it is taken, and then leaves nothing open.
 */
export async function openServers(
  at: ListenAddress,
  toAnswer: (port: number) => Answer,
): Promise<HttpServers> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openOnce(at, toAnswer)
    } catch (error) {
      // A port that is free on the first address may be taken on the second: only then is another one worth a try.
      if (at.port !== 0 || codeOf(error) !== 'EADDRINUSE' || attempt === FREE_PORT_ATTEMPTS)
        throw explain(error, at)
    }
  }
}

async function openOnce(at: ListenAddress, toAnswer: (port: number) => Answer): Promise<HttpServers> {
  const [first, ...others] = at.addresses
  const firstServer = await openServer(first, at.port, toAnswer)
  const servers = [firstServer]
  const port = portOf(firstServer)
  try {
    for (const address of others) {
      const server = await openServer(address, port, toAnswer).catch(nothingWhereUnsupported)
      if (server) servers.push(server)
    }
  } catch (error) {
    await closeAll(servers)
    throw error
  }
  let closed: Promise<void> | undefined
  return { port, close: () => (closed ??= closeAll(servers)) }
}

function openServer(host: string, port: number, toAnswer: (port: number) => Answer): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      // The listener would otherwise replace the process's global Request and Response.
      const answer = withDrops(toAnswer(portOf(server)))
      server.on('request', getRequestListener(answer, { overrideGlobalObjects: false }))
      resolve(server)
    })
  })
}

function withDrops(answer: Answer): (request: Request, env: unknown) => Promise<Response> {
  return async (request, env) => {
    const { incoming, outgoing } = env as HttpBindings
    try {
      return await answer(request, () => cutAfterSending(outgoing))
    } catch (error) {
      if (!(error instanceof ConnectionDropped)) throw error
      incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    }
  }
}

/** Ends the connection once the headers, and what was written with them, have left. */
function cutAfterSending(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.socket?.destroySoon()
  else if (!outgoing.destroyed) setImmediate(() => cutAfterSending(outgoing))
}

function nothingWhereUnsupported(error: unknown): undefined {
  if (codeOf(error) !== 'EADDRNOTAVAIL' && codeOf(error) !== 'EAFNOSUPPORT') throw error
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    ),
  )
}

function explain(cause: unknown, { port, addresses }: ListenAddress): Error {
  const code = codeOf(cause)
  if (code === 'EADDRINUSE') {
    return new Error(`port ${port} is already taken; choose another, or leave port out to get a free one`, {
      cause,
    })
  }
  if (code === 'EACCES') return new Error(`no right to open port ${port}; choose one above 1023`, { cause })
  return new Error(`cannot listen on ${addresses[0]} (${code ?? 'unknown reason'}); is host right?`, {
    cause,
  })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function portOf(server: Server): number {
  // A server that listens on a host and a port has an AddressInfo; only a pipe has a string.
  return (server.address() as AddressInfo).port
}
