import type { Server } from 'node:http'
import type { Server as TcpServer, Socket } from 'node:net'
import { closeQuietly } from './close-quietly.ts'

/** What takes requests of one kind. It ends in steps, so that nobody's request is lost. */
export interface Listener {
  /** Where it listens. */
  readonly address: string
  /** How many connections are open. */
  countConnections(): number
  /** Takes no new connections, and answers what is under way. Resolves when nothing is. */
  close(): Promise<void>
  /** Cuts what is left. */
  cut(): void
}

/** How long a connection may do nothing after the listener has closed, before it counts as idle. */
export const ON_ITS_WAY_MS = 250

/** The connections of a server, wherever they came from. */
export interface Connections {
  count(): number
  /** Resolves when there are none, now or later. */
  none(): Promise<void>
  cut(): void
}

/** Keeps the connections of a server, which does not know those that another process took. To be called before they come. */
export function keepConnections(server: TcpServer): Connections {
  const open = new Set<Socket>()
  let onNone: (() => void) | undefined
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      if (open.size === 0) onNone?.()
    })
  })
  return {
    count: () => open.size,
    none: () =>
      new Promise((resolve) => {
        onNone = resolve
        if (open.size === 0) resolve()
      }),
    cut: () => open.forEach((socket) => socket.destroy()),
  }
}

/** A listener of a server that is open. */
export function toListener(server: Server, connections: Connections, address: string): Listener {
  return {
    address,
    countConnections: connections.count,
    close: async () => {
      // Not that of HTTP, which also cuts connections whose first request is on its way.
      await closeQuietly(server)
      const idle = setTimeout(() => server.close(), ON_ITS_WAY_MS).unref()
      await connections.none()
      clearTimeout(idle)
      server.close()
    },
    cut: connections.cut,
  }
}
