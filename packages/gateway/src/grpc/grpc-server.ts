import { createServer, type Server as TcpServer, type Socket } from 'node:net'
import {
  Server,
  ServerCredentials,
  status as Code,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
} from '@grpc/grpc-js'
import type { ProxyAnswer } from '../answers/answers.ts'
import { closeQuietly } from '../server/close-quietly.ts'
import type { ListenAt, OpenServer } from '../server/listen.ts'
import { keepConnections, ON_ITS_WAY_MS, type Listener } from '../server/listener.ts'
import type { Setup } from '../server/setup.ts'
import { decodeHealthRequest, encodeHealthResponse } from './messages.ts'
import { readCheck } from './read-check.ts'
import { writeRefusal } from './write-check.ts'

type Call = ServerUnaryCall<Buffer, Buffer>
type Done = sendUnaryData<Buffer>
type Watcher = ServerWritableStream<Buffer, Buffer>

/** gRPC's services on connections that somebody else takes. */
interface GrpcServer {
  /** Takes over a connection. */
  take(socket: Socket): void
  /** Tells those who are connected to come by another connection, and ends theirs when what is under way is answered. */
  drain(): void
  end(): void
}

/**
 * Makes the server that Envoy asks: `envoy.service.auth.v3.Authorization/Check` and `grpc.health.v1.Health/Check` and `Watch`. Each
 * request is answered by the setup of the moment it came in. The status of the call itself is always OK: to
 * Envoy another one is a fault of the gateway's, which some configurations let pass. Whatever breaks on the way is a refusal
 * with 500, never a pass, and so are bytes that are no request.
 */
function createGrpcServer(
  current: () => Setup,
  onFault: (error: unknown) => void,
  isEnding: () => boolean = () => false,
  isUnixSocket = false,
): GrpcServer {
  const server = new Server(OPTIONS)
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure())
  const watchers = new Set<Watcher>()
  const drain = (): void => {
    // They would wait for ever, and their connections with them.
    for (const call of watchers) call.emit('error', { code: Code.UNAVAILABLE, details: 'the gateway ends' })
    injector.drain(GRACE_MS)
  }

  function check(call: Call, done: Done): void {
    const give = (bytes: Buffer): void => done(null, bytes)
    const fail = (error: unknown): void => {
      onFault(error)
      give(FAULT)
    }
    try {
      const setup = current()
      // The one thing that a connection through a unix socket has not, and every other has, is an address.
      if (!setup.trust.trusts(isUnixSocket ? undefined : addressOf(call))) return give(UNTRUSTED)
      if (setup.check === undefined) return give(UNSERVED)
      // Throws for bytes that are no request.
      const answer = setup.check(readCheck(call.request))
      if (answer instanceof Promise) answer.then(give, fail)
      else give(answer)
    } catch (error) {
      fail(error)
    }
  }

  function health(call: Call, done: Done): void {
    const service = readService(call.request)
    if (service === undefined) done({ code: Code.INVALID_ARGUMENT, details: 'no HealthCheckRequest' })
    else if (SERVED.includes(service))
      done(null, encodeHealthResponse({ status: isEnding() ? NOT_SERVING : SERVING }))
    else done({ code: Code.NOT_FOUND, details: 'unknown service' })
  }

  /** Says how it is at once, and again when it is to end. Who watches another service hears that nobody knows it. */
  function watch(call: Watcher): void {
    const service = readService(call.request)
    if (service === undefined) {
      call.emit('error', { code: Code.INVALID_ARGUMENT, details: 'no HealthCheckRequest' })
    } else if (watchers.size >= MOST_WATCHERS) {
      call.emit('error', { code: Code.RESOURCE_EXHAUSTED, details: 'too many watch' })
    } else {
      watchers.add(call)
      let told: number | undefined
      const tell = (): void => {
        const status = !SERVED.includes(service) ? SERVICE_UNKNOWN : isEnding() ? NOT_SERVING : SERVING
        if (status !== told) call.write(encodeHealthResponse({ status }))
        told = status
      }
      tell()
      const telling = setInterval(tell, TELL_MS).unref()
      const leave = (): void => {
        clearInterval(telling)
        watchers.delete(call)
      }
      call.once('cancelled', leave).once('close', leave).once('finish', leave)
    }
  }

  server.addService({ Check: method(`/${AUTHORIZATION}/Check`, false) }, { Check: check })
  server.addService(
    { Check: method(`/${HEALTH}/Check`, false), Watch: method(`/${HEALTH}/Watch`, true) },
    { Check: health, Watch: watch },
  )
  return {
    take: (socket) => injector.injectConnection(socket),
    drain,
    end: () => injector.destroy(),
  }
}

/** Opens the server. Rejects where the place to listen on is wrong. */
export async function openGrpc(
  at: ListenAt,
  open: OpenServer,
  current: () => Setup,
  onFault: (error: unknown) => void,
  isEnding: () => boolean,
  strangerMs: number = STRANGER_MS,
): Promise<Listener> {
  const grpc = createGrpcServer(current, onFault, isEnding, 'socket' in at)
  const server: TcpServer = createServer({ noDelay: true })
  const connections = keepConnections(server)
  server.on('connection', (socket: Socket) => {
    const silent = setTimeout(() => {
      if (socket.bytesRead < GREETING_BYTES) socket.destroy()
    }, SILENT_MS).unref()
    const isTrusted = current().trust.trusts('socket' in at ? undefined : (socket.remoteAddress ?? ''))
    const stranger = isTrusted ? undefined : setTimeout(() => socket.destroy(), strangerMs).unref()
    socket.once('close', () => {
      clearTimeout(silent)
      clearTimeout(stranger)
    })
    grpc.take(socket)
  })
  const address = await open(server, at, 'grpc')
  return {
    address,
    countConnections: connections.count,
    close: async () => {
      await closeQuietly(server)
      // A call that comes after the drain began is refused: those who came last have theirs on its way.
      if (connections.count() > 0) await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS))
      grpc.drain()
      await connections.none()
      grpc.end()
    },
    cut: connections.cut,
  }
}

const AUTHORIZATION = 'envoy.service.auth.v3.Authorization'
const HEALTH = 'grpc.health.v1.Health'
const SERVED: readonly string[] = ['', AUTHORIZATION]
const SERVING = 1
const NOT_SERVING = 2
const SERVICE_UNKNOWN = 3

/** How often is looked whether there is something new to tell those who watch, and how many may. */
const TELL_MS = 200
const MOST_WATCHERS = 100

/** A peer that vanished is found out. */
const OPTIONS = { 'grpc.keepalive_time_ms': 60_000, 'grpc.keepalive_timeout_ms': 20_000 }

/** How long a new connection may take for its first words. */
const SILENT_MS = 10_000
/** What everybody says first, an empty frame of settings included. RFC 9113 §3.4, §4.1. */
const GREETING_BYTES = 24 + 9

/**
 * How long anybody else than a trusted proxy may be connected: enough for a look at the health. Who speaks HTTP/2 well can
 * keep calls half said for as long as the connection lasts.
 */
const STRANGER_MS = 60_000

/** How long a call that is under way may take while the connection ends. */
const GRACE_MS = 10_000

const refusal = (status: number, ...headers: readonly string[]): ProxyAnswer => ({
  status,
  headers: ['Cache-Control', 'no-store', ...headers],
  body: '',
})
const FAULT = writeRefusal(refusal(500))
const UNTRUSTED = writeRefusal(refusal(403))
/** The configuration has turned to another proxy; the listener ends with a restart. */
const UNSERVED = writeRefusal(refusal(503, 'Retry-After', '5'))

const asTheyAre = (bytes: Buffer): Buffer => bytes

/** A method whose messages are bytes to gRPC. */
function method(path: string, responseStream: boolean): ServiceDefinition[string] {
  return {
    path,
    requestStream: false,
    responseStream,
    requestSerialize: asTheyAre,
    requestDeserialize: asTheyAre,
    responseSerialize: asTheyAre,
    responseDeserialize: asTheyAre,
  }
}

/** `address:port`; the word `unknown` where the connection has ended, which nobody trusts. */
function addressOf(call: Call): string {
  const peer = call.getPeer()
  const colon = peer.lastIndexOf(':')
  return colon < 0 ? peer : peer.slice(0, colon)
}

function readService(bytes: Buffer): string | undefined {
  try {
    return decodeHealthRequest(bytes).service
  } catch {
    return undefined
  }
}
