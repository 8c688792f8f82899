import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { closeOnEnd, authenticateUpgrade, type UpgradeOptions } from 'tokenstile/node'
import type { Auth, Verifier } from 'tokenstile'
import { listening } from '../contract/listening.ts'
import { send, type ReceivedAnswer } from '../contract/sent-request.ts'

/** A server that opens WebSockets, tells each who opened it, and echoes. */
export interface SocketServer {
  readonly url: string
  /** What the server read of its sockets. */
  readonly received: string[]
  /** The server's ends of the connections. */
  readonly connections: readonly Socket[]
  /** What the listener rejected with. */
  readonly faults: unknown[]
  /** Asks for an upgrade with these lines, and reads what comes until the connection is closed. */
  ask(lines: readonly string[], path?: string): Promise<ReceivedAnswer>
  open(headers: Readonly<Record<string, string>>): Promise<OpenedSocket>
}

export interface OpenedSocket {
  readonly socket: WebSocket
  /** The subject that the server told. */
  readonly subject: string
  /** The code and the reason that the server closed with. */
  readonly closed: Promise<readonly [code: number, reason: string]>
}

/** How a test changes the server. */
export interface SocketPlan {
  readonly options?: UpgradeOptions
  /** Runs before the socket is opened. */
  readonly before?: (auth: Auth<unknown, unknown> | undefined) => unknown
  /** Takes the connection over instead of opening a WebSocket. */
  readonly open?: (socket: Duplex) => void
  /** Runs at each message. */
  readonly hear?: () => void
}

export const UPGRADE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

export async function serveSockets(
  t: TestContext,
  verifier: Verifier<Auth<unknown, unknown>>,
  { options = {}, before, open, hear }: SocketPlan = {},
): Promise<SocketServer> {
  const received: string[] = []
  const connections: Socket[] = []
  const faults: unknown[] = []
  const sockets = new WebSocketServer({ noServer: true })
  t.after(() => sockets.clients.forEach((socket) => socket.terminate()))
  const upgrade = authenticateUpgrade(
    verifier,
    options,
  )(async (request, socket, head) => {
    const { auth } = request
    await before?.(auth)
    if (open !== undefined) return open(socket)
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('message', (message) => {
        received.push(String(message))
        hear?.()
      })
      opened.send(auth?.subject ?? 'nobody')
      if (auth !== undefined) closeOnEnd(verifier, auth, opened)
    })
  })
  const server = createServer().on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrade(request, socket, head).catch((fault: unknown) => faults.push(fault))
  })
  server.on('connection', (socket) => void connections.push(socket))
  const url = await listening(t, server.listen(0, '127.0.0.1'))
  return {
    url,
    received,
    connections,
    faults,
    ask: (lines, path = '/') => send(url, { path, lines: [...UPGRADE, ...lines] }),
    async open(headers) {
      const socket = new WebSocket(url.replace('http', 'ws'), { headers })
      const closed = new Promise<readonly [number, string]>((resolve) =>
        socket.once('close', (code, reason) => resolve([code, String(reason)])),
      )
      const subject = await new Promise<string>((resolve, reject) => {
        socket.once('message', (message) => resolve(String(message)))
        socket.once('error', reject)
      })
      return { socket, subject, closed }
    },
  }
}
