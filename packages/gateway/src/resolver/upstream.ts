import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { authgearHeaders } from '../identity/authgear-headers.ts'
import { isVisible } from '../identity/formats.ts'
import type { Credential } from './credentials.ts'

export type OpaqueCredential = Extract<Credential, { readonly kind: 'opaque' }>

/** What the upstream resolver said. */
export interface UpstreamAnswer {
  readonly isValid: boolean
  /** Names and values in turn: who it is, where the session is valid. */
  readonly identity: readonly string[]
  readonly setCookies: readonly string[]
}

/** The upstream resolver gave no answer that can be used. Its code is short and holds nothing that came over the wire. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly code: string

  constructor(code: string) {
    super(`the upstream resolver gave no usable answer (${code})`)
    this.code = code
  }
}

/** Asks the upstream resolver with these credentials and nothing else. Rejects with an {@link UpstreamError}. */
export type AskUpstream = (credentials: readonly OpaqueCredential[]) => Promise<UpstreamAnswer>

const TIMEOUT_MS = 5000
const MAX_BODY_BYTES = 65_536

/** Makes what asks the resolver at a URL; one without a path means Authgear's own. Connections are kept. */
export function createUpstream(address: string, timeoutMs: number = TIMEOUT_MS): AskUpstream {
  const url = new URL(address)
  if (url.pathname === '/') url.pathname = '/_resolver/resolve'
  const isTls = url.protocol === 'https:'
  // Idle connections keep no process alive, and end before a load balancer ends them.
  const settings = { keepAlive: true, timeout: 30_000, maxSockets: 256 }
  const agent = isTls ? new HttpsAgent(settings) : new HttpAgent(settings)
  const request = isTls ? httpsRequest : httpRequest

  function send(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { agent, headers, signal }, resolve)
      asked.on('error', (error: NodeJS.ErrnoException) => {
        const code = signal.aborted ? 'timeout' : (error.code ?? 'unknown')
        reject(new UpstreamError(asked.reusedSocket && code === 'ECONNRESET' ? KEPT_TOO_LONG : code))
      })
      // An answer that takes the connection for something else ends it, without an error.
      asked.on('close', () => reject(new UpstreamError('no answer')))
      asked.end()
    })
  }

  return async (credentials) => {
    const headers = toHeaders(credentials)
    const signal = AbortSignal.timeout(timeoutMs)
    // One retry for each kept connection, at most: a fresh one is not ended like that.
    for (;;) {
      try {
        const response = await send(headers, signal)
        await dropBody(response, signal)
        return readAnswer(response)
      } catch (error) {
        if (!(error instanceof UpstreamError && error.code === KEPT_TOO_LONG)) throw error
      }
    }
  }
}

/** The other side ended a kept connection at the moment that it was used again: nothing was done. */
const KEPT_TOO_LONG = 'kept too long'

function toHeaders(credentials: readonly OpaqueCredential[]): Readonly<Record<string, string>> {
  const valueOf = (name: string): string =>
    credentials.flatMap(({ header, value }) => (header === name ? [value] : [])).join('; ')
  const authorization = valueOf('authorization')
  const cookie = valueOf('cookie')
  return {
    ...(authorization === '' ? {} : { authorization }),
    ...(cookie === '' ? {} : { cookie }),
  }
}

/** Its body says nothing, and has to be read to its end for the connection to be kept. */
async function dropBody(response: IncomingMessage, signal: AbortSignal): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length
      if (bytes > MAX_BODY_BYTES) break
    }
  } catch {
    throw new UpstreamError(signal.aborted ? 'timeout' : 'a broken body')
  }
  if (bytes > MAX_BODY_BYTES) throw new UpstreamError('a large body')
}

function readAnswer({ statusCode, headersDistinct }: IncomingMessage): UpstreamAnswer {
  if (statusCode !== 200) throw new UpstreamError(`status ${statusCode}`)
  const valueOf = (name: string): string | undefined => {
    const values = headersDistinct[name] ?? []
    if (values.length > 1 || !isVisible(values[0] ?? '')) throw new UpstreamError('an odd header')
    return values[0]
  }
  const valid = valueOf('x-authgear-session-valid')
  const setCookies = headersDistinct['set-cookie'] ?? []
  // Absent: it took the credentials for none of its own.
  if (valid === undefined || valid === 'false') return { isValid: false, identity: [], setCookies }
  if (valid !== 'true') throw new UpstreamError('an odd header')
  const identity = authgearHeaders.flatMap(({ name }) => {
    const value = valueOf(name)
    return value === undefined ? [] : [name, value]
  })
  if ((valueOf('x-authgear-user-id') ?? '') === '') throw new UpstreamError('no user')
  return { isValid: true, identity, setCookies }
}
