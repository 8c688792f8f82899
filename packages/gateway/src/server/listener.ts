import type { Server } from 'node:http'

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

/** A listener of a server that is open. */
export function toListener(server: Server, address: string): Listener {
  return {
    address,
    countConnections: () =>
      new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
    cut: () => server.closeAllConnections(),
  }
}
