import { Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Nobody is on the way to a server that nobody came to for this long. */
const QUIET_MS = 20
/** It is closed after this time in any case. */
const LONGEST_MS = 250

/**
 * Closes a server for new connections as soon as it has taken all that had come: those that the system has and nobody took
 * yet are reset, in the middle of what they ask. Those who come meanwhile wait for their answer, since who is answered comes
 * again; after a while in which nobody came, nobody is left. Resolves when it is closed; the connections that are open stay.
 */
export async function closeQuietly(server: Server): Promise<void> {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[]
  const arrived: Socket[] = []
  const hold = (socket: Socket): void => void arrived.push(socket)
  server.removeAllListeners('connection').on('connection', hold)
  const until = performance.now() + LONGEST_MS
  for (let isQuiet = false; server.listening && !isQuiet;) {
    const before = arrived.length
    await sleep(QUIET_MS)
    isQuiet = arrived.length === before || performance.now() > until
  }
  // Not that of HTTP, which ends connections too.
  Server.prototype.close.call(server)
  server.off('connection', hold)
  for (const listener of listeners) server.on('connection', listener)
  for (const socket of arrived) server.emit('connection', socket)
}
