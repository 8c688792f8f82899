import type { Server, Socket } from 'node:net'
import { openLogDestination } from '../observe/log-destination.ts'
import { createLog } from '../observe/log.ts'
import { createTallies } from '../observe/tallies.ts'
import type { Entrance } from '../server/listen.ts'
import { answerCall } from './calls.ts'
import { endOnFault } from './end-on-fault.ts'
import { createMember, MEMBER_METHODS } from './member.ts'

/** The program of a worker: does what the primary asks, and ends with it. */
const tallies = createTallies()
const log = createLog(
  openLogDestination(2, () => tallies.count('tokenstile_gateway_log_lines_dropped_total')),
)
endOnFault(log)

const send = (message: unknown): void => {
  if (process.connected) process.send?.(message, undefined, {}, () => {})
}
const servers = new Map<Entrance, Server>()
const member = createMember(
  log,
  tallies,
  (keys) => send({ keys }),
  async (server, _, entrance) => {
    servers.set(entrance, server)
    // The primary takes the connections. To be told that it listens has a server of HTTP look after its times.
    server.emit('listening')
    return ''
  },
)

process.on('message', (message: { readonly entrance?: Entrance }, socket?: Socket) => {
  if (message.entrance === undefined) return void answerCall(message, member, MEMBER_METHODS, send)
  // Gone already, where there is none.
  if (socket !== undefined) servers.get(message.entrance)?.emit('connection', socket)
  send({ hasTaken: true })
})
// Terminals and service managers signal all processes of a group; the primary decides for all.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => {
  // Either all is answered, or nobody is there any more who could wait for it.
  void member.end(5_000).finally(() => process.exit(0))
})

send({ isReady: true })
