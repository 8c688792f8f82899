import type { ServedSocket } from '../node/close-on-end.ts'

/** A socket of ws, or of socket.io. */
export type Socket = PlainSocket | IoSocket

/** A socket of ws. */
interface PlainSocket extends ServedSocket {
  readonly readyState: number
  send(data: string): void
}

/** A socket of socket.io. */
interface IoSocket {
  /** The request that opened it. */
  readonly request: unknown
  readonly connected: boolean
  emit(event: string, data: unknown): unknown
  once(event: 'disconnect', listener: () => void): unknown
  disconnect(close: boolean): unknown
}

/** A socket of socket.io has `send` too, but no state. */
export function isPlain(socket: Socket): socket is PlainSocket {
  return typeof (socket as Partial<PlainSocket>).readyState === 'number'
}

/** Whether it can still be closed. */
export function isOpen(socket: Socket): boolean {
  return isPlain(socket) ? socket.readyState < 2 : socket.connected
}

/** Sends an event as the gateways of Nest do: ws has no events, so there it is JSON. */
export function sendEvent(socket: Socket, event: string, data: unknown): void {
  if (isPlain(socket)) socket.send(JSON.stringify({ event, data }))
  else socket.emit(event, data)
}

/** Closes a socket; socket.io knows no codes. */
export function closeSocket(socket: Socket, code: number, reason: string): void {
  if (isPlain(socket)) socket.close(code, reason)
  else socket.disconnect(true)
}

/** The socket as what ends with a token; socket.io has no reason of a close, so it is an event before. */
export function toServedSocket(socket: Socket): ServedSocket {
  if (isPlain(socket)) return socket
  return {
    close: (_, reason) => {
      sendEvent(socket, 'exception', { status: 'error', message: reason })
      socket.disconnect(true)
    },
    once: (_, listener) => socket.once('disconnect', listener),
  }
}
