import type { TestContext } from 'node:test'
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'

/** An event that a gateway sent. */
export interface SentEvent {
  readonly event: string
  readonly data: unknown
}

/** A client of a gateway, whatever the library. */
export interface SocketClient {
  send(event: string, data?: unknown): void
  /** The next event that was not taken yet. */
  next(): Promise<SentEvent>
  /** How the server closed: code and reason, as far as the library tells. */
  readonly closed: Promise<string>
}

/** What a client says when it opens a socket. */
export interface Opening {
  readonly headers?: Readonly<Record<string, string>>
  /** What socket.io sends along. */
  readonly auth?: object
}

export type OpenSocket = (t: TestContext, url: string, opening: Opening) => SocketClient

/** Opens a socket with ws. */
export const openPlain: OpenSocket = (t, url, { headers = {} }) => {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers: { ...headers } })
  t.after(() => socket.terminate())
  const opened = new Promise((resolve) => socket.once('open', resolve))
  const events = createQueue<SentEvent>()
  socket.on('message', (message) => events.add(JSON.parse(String(message)) as SentEvent))
  return {
    send: (event, data) => void opened.then(() => socket.send(JSON.stringify({ event, data }))),
    next: events.next,
    closed: new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve(`${code} ${String(reason)}`)),
    ),
  }
}

/** Opens a socket with socket.io. */
export const openIo: OpenSocket = (t, url, { headers = {}, auth = {} }) => {
  const options = { transports: ['websocket'], reconnection: false, forceNew: true }
  const socket = io(url, { ...options, extraHeaders: { ...headers }, auth })
  t.after(() => socket.disconnect())
  const events = createQueue<SentEvent>()
  socket.onAny((event: string, data: unknown) => events.add({ event, data }))
  return {
    send: (event, data) => void socket.emit(event, data),
    next: events.next,
    closed: new Promise((resolve) => socket.once('disconnect', (reason) => resolve(reason))),
  }
}

function createQueue<T>(): { add(item: T): void; next(): Promise<T> } {
  const items: T[] = []
  const waiting: ((item: T) => void)[] = []
  return {
    add(item) {
      const first = waiting.shift()
      if (first === undefined) items.push(item)
      else first(item)
    },
    next: () =>
      new Promise((resolve) => {
        const item = items.shift()
        if (item === undefined) waiting.push(resolve)
        else resolve(item)
      }),
  }
}
