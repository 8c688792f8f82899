import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** A backend that writes down what reached it. */
export interface Backend {
  readonly port: number
  /** The requests, as they came: target, and names and values in turn. */
  readonly seen: { readonly method: string; readonly target: string; readonly headers: readonly string[] }[]
}

export async function openBackend(t: TestContext): Promise<Backend> {
  const seen: Backend['seen'] = []
  const server = createServer(({ method = '', url = '', rawHeaders }, response) => {
    seen.push({ method, target: url, headers: rawHeaders })
    response.end('reached')
  }).listen(0, '127.0.0.1')
  // Other backends read all that came.
  server.maxHeadersCount = 0
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, seen }
}

/** The name that CGI, PHP and WSGI give to a header. */
function cgiName(name: string): string {
  return `HTTP_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

/** What a backend that folds names reads under one: every value that could win. */
export function valuesOf(headers: readonly string[], name: string): readonly string[] {
  const values: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    if (cgiName(headers[at] as string) === cgiName(name)) values.push(headers[at + 1] as string)
  }
  return values
}
