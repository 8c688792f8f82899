import { Server, type Socket } from 'node:net'

/** A turn of the event loop that is shorter than this had next to nothing to do. */
const QUIET_MS = 0.1
/** It is closed after this time in any case. */
const LONGEST_MS = 250

/**
 * Closes a server for new connections as soon as it has taken all that had come: those that the system has and nobody took
 * yet are reset, in the middle of what they ask. The event loop takes one at each turn. They wait meanwhile, since those who
 * are answered come again; after a turn that had none to take, and nothing else to do, nobody is left. Resolves when it is
 * closed; the connections that are open stay.
 */
export async function closeQuietly(server: Server): Promise<void> {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[]
  const arrived: Socket[] = []
  const hold = (socket: Socket): void => void arrived.push(socket)
  server.removeAllListeners('connection').on('connection', hold)
  const until = performance.now() + LONGEST_MS
  for (let isQuiet = false; server.listening && !isQuiet;) {
    const before = arrived.length
    const startedAt = performance.now()
    // What comes next runs right after connections were taken.
    await new Promise((resolve) => setImmediate(resolve))
    const now = performance.now()
    isQuiet = (arrived.length === before && now - startedAt < QUIET_MS) || now > until
  }
  // Not that of HTTP, which ends connections too.
  Server.prototype.close.call(server)
  server.off('connection', hold)
  for (const listener of listeners) server.on('connection', listener)
  for (const socket of arrived) server.emit('connection', socket)
}
