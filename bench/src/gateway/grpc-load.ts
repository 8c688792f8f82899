// A process of its own: asks a gateway as Envoy would over gRPC, one run for each message. A client of grpc-js takes more
// time than the server that it measures, so this one writes frames: RFC 9113 §4, RFC 7541 §6.2.2.
import { once } from 'node:events'
import { connect } from 'node:net'

/** One run of load. Each stream asks again when it was answered. */
export interface GrpcRun {
  readonly port: number
  readonly seconds: number
  /** The bytes of requests, in hexadecimal. */
  readonly messages: readonly string[]
  readonly connections: number
  readonly streams: number
}

/** How many answers came, how long the slowest hundredth took at least, and one of the answers, in hexadecimal. */
export interface GrpcLoad {
  readonly perSecond: number
  readonly p99Ms: number
  readonly answer: string
  readonly isEveryAnswerAlike: boolean
}

process.on('message', (run: GrpcRun) => void load(run).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit())

const DATA = 0
const HEADERS = 1
const RST_STREAM = 3
const SETTINGS = 4
const PING = 6
const GOAWAY = 7
const END_STREAM = 1
const END_HEADERS = 4
const ACK = 1

async function load({ port, seconds, messages, connections, streams }: GrpcRun): Promise<GrpcLoad> {
  const bodies = messages.map(toBody)
  const took: number[] = []
  const sizes = new Set<number>()
  let answer = ''
  const until = performance.now() + seconds * 1000
  const begin = performance.now()
  await Promise.all(Array.from({ length: connections }, () => runConnection()))
  took.sort((one, other) => one - other)
  return {
    perSecond: (took.length / (performance.now() - begin)) * 1000,
    p99Ms: took[Math.floor(took.length * 0.99)] ?? 0,
    answer,
    isEveryAnswerAlike: sizes.size === 1,
  }

  async function runConnection(): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    socket.write(Buffer.concat([frame(SETTINGS, 0, 0, Buffer.from('000400100000', 'hex')), WINDOW]))
    const headers = toHeaders(port)
    const started = new Map<number, number>()
    let stream = 1
    let turn = 0
    const ask = (): void => {
      const now = performance.now()
      if (now >= until) {
        if (started.size === 0) socket.end()
        return
      }
      started.set(stream, now)
      const body = bodies[turn++ % bodies.length] as Buffer
      socket.write(
        Buffer.concat([frame(HEADERS, END_HEADERS, stream, headers), frame(DATA, END_STREAM, stream, body)]),
      )
      stream += 2
    }
    for (let at = 0; at < streams; at++) ask()
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let at = 0
      while (rest.length - at >= 9) {
        const length = rest.readUIntBE(at, 3)
        if (rest.length - at < 9 + length) break
        take(
          rest[at + 3] as number,
          rest[at + 4] as number,
          rest.readUInt32BE(at + 5),
          rest.subarray(at + 9, at + 9 + length),
        )
        at += 9 + length
      }
      rest = rest.subarray(at)
    }
    if (started.size > 0) throw new Error(`${started.size} requests got no answer`)

    function take(type: number, flags: number, id: number, payload: Buffer): void {
      if (type === DATA && payload.length > 0) {
        sizes.add(payload.length)
        if (answer === '') answer = payload.subarray(5).toString('hex')
      } else if (type === HEADERS && (flags & END_STREAM) !== 0) {
        took.push(performance.now() - (started.get(id) as number))
        started.delete(id)
        ask()
      } else if (type === SETTINGS && (flags & ACK) === 0)
        socket.write(frame(SETTINGS, ACK, 0, Buffer.alloc(0)))
      else if (type === PING && (flags & ACK) === 0) socket.write(frame(PING, ACK, 0, payload))
      else if (type === RST_STREAM || type === GOAWAY)
        throw new Error(`frame ${type}: ${payload.toString('hex')}`)
    }
  }
}

/** The whole window for what comes back. */
const WINDOW = frame(8, 0, 0, Buffer.from('7fff0000', 'hex'))

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(9 + payload.length)
  bytes.writeUIntBE(payload.length, 0, 3)
  bytes[3] = type
  bytes[4] = flags
  bytes.writeUInt32BE(stream, 5)
  payload.copy(bytes, 9)
  return bytes
}

/** Five bytes before each message: not compressed, and its length. */
function toBody(hex: string): Buffer {
  const message = Buffer.from(hex, 'hex')
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** Literal fields that nobody remembers, so that every request has the same bytes. */
function toHeaders(port: number): Buffer {
  const fields: readonly (readonly [string, string])[] = [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', '/envoy.service.auth.v3.Authorization/Check'],
    [':authority', `127.0.0.1:${port}`],
    ['te', 'trailers'],
    ['grpc-timeout', '10000m'],
    ['content-type', 'application/grpc'],
  ]
  return Buffer.concat(
    fields.map(([name, value]) =>
      Buffer.concat([
        Buffer.of(0, name.length),
        Buffer.from(name),
        Buffer.of(value.length),
        Buffer.from(value),
      ]),
    ),
  )
}
