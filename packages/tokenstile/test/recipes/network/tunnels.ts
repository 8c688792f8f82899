import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import type { TestContext } from 'node:test'
import { listen } from './served-issuer.ts'

/** A proxy on loopback, and what was asked of it. */
export interface Proxy {
  readonly url: string
  /** The targets of the tunnels, as `host:port`. */
  readonly tunnels: readonly string[]
}

/**
 * Opens a proxy that tunnels (RFC 9110 §9.3.6). It finds every host on this machine, also names that nobody else can
 * resolve: who reaches one of these came through here. With credentials it answers 407 to everybody else.
 */
export async function openProxy(t: TestContext, credentials?: string): Promise<Proxy> {
  const tunnels: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', async (request: IncomingMessage, client: Socket) => {
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
    if (request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const target = request.url ?? ''
    tunnels.push(target)
    const upstream = connect(Number(new URL(`https://${target}`).port), 'localhost')
    sockets.add(client).add(upstream)
    await once(upstream, 'connect')
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    // Where one side breaks off, so does the other.
    pipeline(client, upstream, () => undefined)
    pipeline(upstream, client, () => undefined)
  })
  // The server does not know the sockets that it gave away.
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  const port = await listen(t, server)
  const login = credentials === undefined ? '' : `${credentials}@`
  return { url: `http://${login}localhost:${port}`, tunnels }
}
