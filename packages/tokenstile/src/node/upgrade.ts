import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { openGate, type GateOptions } from '../adapter/gate.ts'
import type { Answer } from '../core/answer.ts'
import type { AnyAuth } from '../core/auth.ts'
import type { AuthError } from '../core/errors.ts'
import type { Verifier } from '../core/verifier.ts'
import { listenBehind, toAuthRequest, type AuthListener, type Kind, type Listener } from './listener.ts'

/** How `authenticateUpgrade` answers. `onRefused` must end the socket. */
export type UpgradeOptions = GateOptions<
  (error: AuthError, request: IncomingMessage, socket: Duplex, head: Buffer) => unknown
>

type UpgradeArguments = readonly [socket: Duplex, head: Buffer]

/** Makes of a handler that knows who opens a socket a listener of the event `upgrade`. */
export type ProtectUpgrade<A> = (handler: AuthListener<A, UpgradeArguments>) => Listener<UpgradeArguments>

/**
 * Establishes who opens a WebSocket, before it is opened: gives the function that protects a handler of the event `upgrade`.
 * A refused upgrade gets its HTTP answer and its connection is closed. A token in a cookie needs an allowed `Origin`; one
 * in the header may come without, as programs send it. RFC 6455 §4.2, §10.2.
 */
export function authenticateUpgrade<A>(
  verifier: Verifier<A>,
  options?: UpgradeOptions & { readonly optional?: false; readonly allowPreflights?: false },
): ProtectUpgrade<A>
export function authenticateUpgrade<A>(
  verifier: Verifier<A>,
  options: UpgradeOptions,
): ProtectUpgrade<A | undefined>
export function authenticateUpgrade(
  verifier: Verifier<AnyAuth>,
  options: UpgradeOptions = {},
): ProtectUpgrade<AnyAuth | undefined> {
  const gate = openGate(verifier, options)
  const refuse: NonNullable<UpgradeOptions['onRefused']> =
    gate.onRefused ?? ((error, _request, socket) => endWith(socket, gate.answer(error)))
  const kind: Kind<UpgradeArguments> = {
    // Whatever it is upgraded to, it is judged as a WebSocket: for a plain GET, cookies need no origin.
    toAuthRequest: (request) => ({ ...toAuthRequest(request), method: 'CONNECT' }),
    accept: () => undefined,
    refuse: (error, request, socket, head) => {
      // Node waits for the peer to close its half as well, for ever: whoever is refused would keep the connection.
      socket.once('finish', destroy)
      return refuse(error, request, socket, head)
    },
  }
  return (handler) => {
    const listener = listenBehind(gate, kind, handler)
    return async (request, socket, head) => {
      // Kept for good, whoever takes the socket over: a client that goes away must not end the process.
      socket.on('error', destroy)
      try {
        await listener(request, socket, head)
      } catch (fault) {
        socket.destroy()
        throw fault
      }
    }
  }
}

function destroy(this: Duplex): void {
  this.destroy()
}

/** Sends an HTTP answer where no response object is, and closes the connection. */
function endWith(socket: Duplex, { status, headers, body }: Answer): void {
  const lines = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
