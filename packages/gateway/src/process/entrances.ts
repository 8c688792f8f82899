import { createServer, type Server, type Socket } from 'node:net'
import { closeQuietly } from '../server/close-quietly.ts'
import { DEFAULT_LISTEN, listen, type Addresses, type Entrance, type ListenAt } from '../server/listen.ts'
import type { Place } from './recruit.ts'

/** Takes a connection over. Resolves when it has it; rejects where it never will, and takes no other one then. */
export type Taker = (socket: Socket, entrance: Entrance) => Promise<void>

/** What connections come in by, for those who answer in other processes. */
export interface Entrances {
  readonly addresses: Addresses
  /** From now on somebody takes connections, one at a time, until it takes none. */
  admit(taker: Taker): void
  /** Lets no more in. Resolves when each that came was taken, or the time is over: then they end. */
  close(limitMs: number): Promise<void>
}

interface Arrival {
  readonly socket: Socket
  readonly entrance: Entrance
}

/**
 * Opens them, all or none. Who is free longest takes the next connection. One that a process had not taken yet when it ended
 * is given to another one; so it is when all end: that is why not the processes themselves listen.
 */
export async function openEntrances({ listen: http = DEFAULT_LISTEN, grpc }: Place): Promise<Entrances> {
  const waiting: Arrival[] = []
  const free: Taker[] = []
  const servers: Server[] = []
  let handing = 0
  let onDone: (() => void) | undefined

  function handOn(): void {
    while (waiting.length > 0 && free.length > 0) {
      void give(waiting.shift() as Arrival, free.shift() as Taker)
    }
    if (waiting.length === 0 && handing === 0) onDone?.()
  }

  async function give(arrival: Arrival, taker: Taker): Promise<void> {
    handing += 1
    try {
      await taker(arrival.socket, arrival.entrance)
      // The other process has it; here it is only a copy.
      arrival.socket.destroy()
      free.push(taker)
    } catch {
      waiting.unshift(arrival)
    }
    handing -= 1
    handOn()
  }

  async function openOne(at: ListenAt, entrance: Entrance): Promise<string> {
    const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      socket.on('error', () => {})
      waiting.push({ socket, entrance })
      handOn()
    })
    const address = await listen(server, at)
    servers.push(server)
    return address
  }

  async function close(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await Promise.all(servers.map(closeQuietly))
    await new Promise<void>((resolve) => {
      onDone = resolve
      timer = setTimeout(resolve, limitMs)
      handOn()
    })
    clearTimeout(timer)
    for (const { socket } of waiting.splice(0)) socket.destroy()
  }

  try {
    const addresses = {
      http: await openOne(http, 'http'),
      grpc: grpc && (await openOne(grpc, 'grpc')),
    }
    return {
      addresses,
      admit: (taker) => {
        free.push(taker)
        handOn()
      },
      close,
    }
  } catch (error) {
    await close(0)
    throw error
  }
}
