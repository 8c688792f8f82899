import type { Verifier } from '../core/verifier.ts'

/** A WebSocket as a server has it: of `ws`, or any with these members. */
export interface ServedSocket {
  /** 3 once it is closed: then no event tells of it any more. */
  readonly readyState?: number
  close(code: number, reason: string): void
  once(event: 'close', listener: () => void): unknown
  /** Lets nobody hear what is still read. */
  removeAllListeners?(event: 'message'): unknown
  /** Stops reading. */
  pause?(): void
  /** Cuts the connection. */
  terminate?(): void
}

/** The close code: of the range for applications, after HTTP's 401. RFC 6455 §7.4.2. */
const UNAUTHORIZED = 4401
const CLOSED = 3
/** How long the peer may take to close. */
const GRACE_MS = 1000

/**
 * Closes a WebSocket with 4401 when its token expires, is revoked, or its key is distrusted: the reason is the
 * `EndReason`. No message reaches the application from then on, and a second later the connection is cut. A socket that
 * is closed, by now or later, is not watched.
 */
export function closeOnEnd<A>(verifier: Verifier<A>, auth: A, socket: ServedSocket): void {
  const stop = verifier.onEnd(auth, (reason) => {
    // To pause is not enough: `ws` hands on what it has read by now, and what a paused connection holds when that is cut.
    socket.removeAllListeners?.('message')
    socket.close(UNAUTHORIZED, reason)
    socket.pause?.()
    const timer = setTimeout(() => socket.terminate?.(), GRACE_MS)
    socket.once('close', () => clearTimeout(timer))
  })
  if (socket.readyState === CLOSED) stop()
  else socket.once('close', stop)
}
