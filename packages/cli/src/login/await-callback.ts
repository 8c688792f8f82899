import { createServer } from 'node:http'
import { UsageError } from '../usage-error.ts'

const PAGE =
  '<!doctype html><html lang="en"><title>Done</title><p>Done. You can close this page and go back to the terminal.</p></html>'

/** Listens on this machine for the one request that comes back from a login, and gives its address. */
export function awaitCallback(redirect: URL, signal: AbortSignal, onListening: () => void): Promise<URL> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', redirect)
      if (url.pathname !== redirect.pathname) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n')
        return
      }
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'",
        connection: 'close',
      }
      response.writeHead(200, headers).end(PAGE, () => end(() => resolve(url)))
    })
    const end = (then: () => void): void => {
      server.close()
      server.closeAllConnections()
      then()
    }
    signal.addEventListener('abort', () => end(() => reject(signal.reason as Error)), { once: true })
    server.once('error', () =>
      reject(
        new UsageError(
          `nothing can listen at ${redirect.origin}`,
          'stop what is there, or choose another --redirect-uri',
        ),
      ),
    )
    server.listen(
      Number(redirect.port === '' ? 80 : redirect.port),
      redirect.hostname.replace(/^\[|\]$/g, ''),
      onListening,
    )
  })
}
