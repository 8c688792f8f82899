import { connect } from 'node:net'

/** A request, its header lines as they stand on the wire. */
export interface SentRequest {
  readonly method?: string
  readonly path: string
  readonly lines?: readonly string[]
  readonly body?: string
}

/** What came back. */
export interface ReceivedAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends one request to the byte as it is given, and reads the whole answer. */
export async function send(url: string, request: SentRequest): Promise<ReceivedAnswer> {
  const { method = 'GET', path, lines = [], body = '' } = request
  const { hostname, port } = new URL(url)
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Connection: close',
    ...length,
    ...lines,
  ]
  const socket = connect(Number(port), hostname)
  socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'))
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return readAnswer(Buffer.concat(chunks).toString('latin1'))
}

function readAnswer(text: string): ReceivedAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  const body = text.slice(end + 4)
  return {
    status: Number(first.split(' ')[1]),
    headers,
    body: headers['transfer-encoding'] === 'chunked' ? joinChunks(body) : body,
  }
}

function joinChunks(text: string): string {
  let joined = ''
  for (let at = 0; ;) {
    const line = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, line), 16)
    if (!(size > 0)) return joined
    joined += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}
