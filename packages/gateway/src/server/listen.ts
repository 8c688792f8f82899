import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { connect, type Server } from 'node:net'

/** Where a server listens: a unix socket, or an address and a port. */
export type ListenAt =
  { readonly socket: string } | { readonly host?: string | undefined; readonly port: number }

/** What requests come in by. */
export type Entrance = 'http' | 'grpc'

/** Where a gateway listens; undefined for what it does not. */
export interface Addresses {
  readonly http: string
  readonly grpc: string | undefined
}

/** Has a server get connections, and gives where they come in. */
export type OpenServer = (server: Server, at: ListenAt, entrance: Entrance) => Promise<string>

export const DEFAULT_LISTEN: ListenAt = { port: 4180 }

/** A server cannot be opened: one sentence and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/**
 * Opens a server and gives where it is, such as `127.0.0.1:4180`. A socket that a stopped gateway left behind is taken
 * over; one of `mode` 0600 is for its owner alone. Rejects with a {@link ListenError} that names the place.
 */
export async function listen(server: Server, at: ListenAt, mode = 0o660): Promise<string> {
  if ('socket' in at) await removeOldSocket(at.socket)
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(explain(error, at))
    server.once('error', fail)
    const opened = (): void => {
      server.off('error', fail)
      if ('socket' in at) chmodSync(at.socket, mode)
      resolve(whereIs(server))
    }
    if ('socket' in at) listenOnSocket(server, at.socket, mode, opened)
    else server.listen({ host: at.host ?? '127.0.0.1', port: at.port }, opened)
  })
}

function whereIs(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return address ?? ''
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `${host}:${address.port}`
}

/** Nobody may open the socket in the moment before its mode is set. */
function listenOnSocket(server: Server, path: string, mode: number, opened: () => void): void {
  const before = process.umask(0o777 & ~mode)
  try {
    server.listen({ path }, opened)
  } finally {
    process.umask(before)
  }
}

/** Takes the socket of a stopped gateway away. Rejects where it is none, or somebody listens on it. */
async function removeOldSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) {
    throw new ListenError(`${path} is there and is no socket; hint: remove it, or choose another path`)
  }
  if (await isAnswered(path)) {
    throw new ListenError(`cannot listen on ${path} (EADDRINUSE); hint: ${HINTS['EADDRINUSE']}`)
  }
  unlinkSync(path)
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    const end = (is: boolean) => (): void => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
}

function explain(cause: unknown, at: ListenAt): ListenError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason'
  const place = 'socket' in at ? at.socket : `${at.host ?? '127.0.0.1'}:${at.port}`
  const hint = HINTS[code] ?? 'is the address right?'
  return new ListenError(`cannot listen on ${place} (${code}); hint: ${hint}`, { cause })
}

const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something listens there already; stop it, or choose another port',
  EACCES: 'no right to it; choose a port above 1023, or a folder that may be written',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOENT: 'the folder of the socket is missing',
}
