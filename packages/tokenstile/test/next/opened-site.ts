import type { RunningIssuer } from '@tokenstile/issuer'
import { createServer, request as httpRequest, type IncomingHttpHeaders, type ServerOptions } from 'node:http'
import type { TestContext } from 'node:test'
import { AuthError } from 'tokenstile'
import { listening } from '../contract/listening.ts'
import type { RunningSite } from './running-site.ts'

/** The site and the issuer that it trusts. */
export interface Scene {
  readonly site: RunningSite
  readonly issuer: RunningIssuer
}

export type SentHeaders = Readonly<Record<string, string>> | string[]

export interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The site on a port of its own, until the test is over. */
export interface OpenedSite {
  /** What the error hook of Next.js got: the code of a refusal, or the fault. */
  readonly faults: readonly unknown[]
  get(path: string, headers?: SentHeaders): Promise<Answer>
  send(method: string, path: string, headers?: SentHeaders, body?: string): Promise<Answer>
}

/** The host that requests go to, and the origin that the site's verifier allows. */
const HOST = 'app.example'
export const ORIGIN: string = `https://${HOST}`

export async function openSite(
  t: TestContext,
  { site }: Scene,
  options: ServerOptions = {},
): Promise<OpenedSite> {
  const url = await listening(t, createServer(options, site.listener).listen(0, '127.0.0.1'))
  const faults: unknown[] = []
  site.apps.set(HOST, { onFault: (fault) => faults.push(AuthError.is(fault) ? fault.code : fault) })
  const send: OpenedSite['send'] = (method, path, headers = {}, body = '') =>
    ask(new URL(path, url), method, Array.isArray(headers) ? headers : { host: HOST, ...headers }, body)
  return { faults, send, get: (path, headers) => send('GET', path, headers) }
}

/** The header in which a person's token is sent. */
export async function inHeader(
  { issuer }: Scene,
  id: string,
  roles: string[] = [],
): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await issuer.token({ user: { id, roles } })}` }
}

/** The cookie in which a browser sends a person's token. */
export async function inCookie(
  { issuer }: Scene,
  id: string,
  roles: string[] = [],
): Promise<{ cookie: string }> {
  return { cookie: `__Host-token=${await issuer.token({ user: { id, roles } })}` }
}

// Not fetch: it sends no `Host` of one's own.
function ask(url: URL, method: string, headers: SentHeaders, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status, headers: received } = response
        resolve({ status, headers: received, body: Buffer.concat(chunks).toString() })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
