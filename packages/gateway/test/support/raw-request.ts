import { connect } from 'node:net'

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number
  /** Lower-case names and values, in turn. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** One value of a header of an answer, all of them with commas between; undefined where there is none. */
export function headerOf({ headers }: RawAnswer, name: string): string | undefined {
  const values = headers.filter(([one]) => one === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/**
 * Sends a request byte by byte as it is written here, which no client would do: a line for each header, and the target
 * as it is. Gives the answer, or status 0 where the connection ended without one.
 */
export async function sendRaw(
  port: number,
  method: string,
  target: string,
  headerLines: readonly string[],
  body = '',
): Promise<RawAnswer> {
  const hasHost = headerLines.some((line) => /^host:/i.test(line))
  const lines = [`${method} ${target} HTTP/1.1`, ...(hasHost ? [] : ['Host: api.example']), ...headerLines]
  const close = headerLines.some((line) => /^connection:/i.test(line)) ? '' : 'Connection: close\r\n'
  const text = `${lines.join('\r\n')}\r\n${close}\r\n${body}`
  return readAnswer(await exchange(port, Buffer.from(text, 'latin1')))
}

function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const end = (): void => resolve(Buffer.concat(chunks).toString('latin1'))
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer in 15 seconds')))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (isWhole(Buffer.concat(chunks).toString('latin1'))) socket.end()
    })
    socket.on('end', end)
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? end() : reject(error),
    )
  })
}

/** Whether an answer says how long it is, and is that long. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1]
  return end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)
}

function readAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') }
}
