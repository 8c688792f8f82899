import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Answer, LostAnswer } from './answer.ts'
import type { Target } from './pin-target.ts'

/** A header line as it is written. */
export type HeaderLine = readonly [name: string, value: string]

/** One request: what an attack adds to what every request has. */
export interface Shot {
  readonly headers?: readonly HeaderLine[]
  /** Names, in lower case, of what every request has and this one has not. */
  readonly without?: readonly string[]
  /** Put behind the target's own query. */
  readonly query?: Readonly<Record<string, string>>
  /** Every token and part of one that is sent, so that none is shown. */
  readonly secrets?: readonly string[]
}

/** What every request has. */
export interface RequestBase {
  readonly method: string
  readonly headers: readonly HeaderLine[]
  readonly body?: string | undefined
  readonly timeoutMs: number
}

/** Sends one request on a connection of its own, to the pinned address. Never rejects but for an aborted signal. */
export type Send = (shot: Shot, signal?: AbortSignal) => Promise<Answer>

const MAX_BODY_BYTES = 65_536

/**
 * Gives what sends requests to the target. Follows no redirect, keeps no connection, uses no proxy. A header that HTTP
 * cannot carry rejects with a TypeError.
 */
export function createSend(target: Target, base: RequestBase): Send {
  const { url, address, port } = target
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return (shot, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const startMs = performance.now()
      const lost = (reason: LostAnswer['reason']): void =>
        resolve({ kind: 'lost', reason, durationMs: performance.now() - startMs })
      const sent: ClientRequest = request({
        host: address,
        port,
        path: toPath(url, shot),
        method: base.method,
        agent: false,
        setHost: false,
        // The name that the certificate must have; an address has none.
        ...(url.protocol === 'https:' && !/^[\d.]+$|:/.test(url.hostname)
          ? { servername: url.hostname }
          : {}),
        headers: toHeaderLines(url, base, shot).flat(),
      })
      // Of the whole answer: one that drips on for ever is none.
      const timer = setTimeout(() => (lost('timeout'), sent.destroy()), base.timeoutMs)
      const onAbort = (): void => {
        reject(signal?.reason as Error)
        sent.destroy()
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      sent.on('close', () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      })
      sent.on('error', (error: NodeJS.ErrnoException) => lost(toReason(error)))
      sent.on('response', (message) => {
        readBody(message, (body) => {
          resolve({
            kind: 'answered',
            status: message.statusCode ?? 0,
            headers: toHeaders(message),
            body,
            durationMs: performance.now() - startMs,
          })
          sent.destroy()
        })
      })
      sent.end(base.body)
    })
}

function toPath(url: URL, { query }: Shot): string {
  if (query === undefined) return url.pathname + url.search
  const added = new URLSearchParams(query).toString()
  return `${url.pathname}${url.search}${url.search === '' ? '?' : '&'}${added}`
}

function toHeaderLines(url: URL, base: RequestBase, shot: Shot): readonly HeaderLine[] {
  const { headers = [], without = [] } = shot
  const usual = base.headers.filter(([name]) => !without.includes(name.toLowerCase()))
  const isGiven = ([name]: HeaderLine): boolean =>
    usual.some(([given]) => given.toLowerCase() === name.toLowerCase())
  const cookies = [...usual, ...headers].filter(([name]) => isCookie(name)).map(([, value]) => value)
  const length =
    base.body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(base.body))] as const]
  const own: readonly HeaderLine[] = [
    ['Host', url.host],
    ['Accept', 'application/json, */*;q=0.5'],
    ['User-Agent', 'tokenstile-probe'],
    ['Connection', 'close'],
    ...length,
  ]
  return [
    ...own.filter((line) => !isGiven(line)),
    ...[...usual, ...headers].filter(([name]) => !isCookie(name)),
    // Browsers send one line.
    ...(cookies.length === 0 ? [] : [['Cookie', cookies.join('; ')] as const]),
  ]
}

function isCookie(name: string): boolean {
  return name.toLowerCase() === 'cookie'
}

function readBody(message: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  const end = (): void => done(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8'))
  message.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MAX_BODY_BYTES) end()
  })
  // Cut off in its body, it is still an answer: its status counts.
  message.on('end', end).on('aborted', end).on('error', end)
}

function toHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

/** What TLS says of a certificate that it does not trust. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/

function toReason({ code = '' }: NodeJS.ErrnoException): LostAnswer['reason'] {
  if (code === 'ECONNREFUSED') return 'gone'
  if (code.startsWith('HPE_') || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'no-http'
  return CERTIFICATE.test(code) ? 'untrusted' : 'reset'
}
