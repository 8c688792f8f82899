import type { Server } from 'node:http'
import { Server as TcpServer } from 'node:net'

/** What takes requests of one kind. It ends in steps, so that nobody's request is lost. */
export interface Listener {
  /** Where it listens. */
  readonly address: string
  /** How many connections are open. */
  countConnections(): Promise<number>
  /** Takes no new connections, and answers what is under way. Resolves when nothing is. */
  close(): Promise<void>
  /** Cuts what is left. */
  cut(): void
}

/** How long a connection may do nothing after the listener has closed, before it counts as idle. */
const ON_ITS_WAY_MS = 250

/** A listener of a server that is open. */
export function toListener(server: Server, address: string): Listener {
  return {
    address,
    countConnections: () =>
      new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0))),
    close: () =>
      new Promise((resolve) => {
        // Not that of HTTP, which also cuts connections whose first request is on its way.
        TcpServer.prototype.close.call(server, () => resolve())
        setTimeout(() => server.close(), ON_ITS_WAY_MS).unref()
      }),
    cut: () => server.closeAllConnections(),
  }
}
