import { createServer } from 'node:http'
import { UsageError } from '../usage-error.ts'

const PAGE =
  '<!doctype html><html lang="en"><title>Done</title><p>Done. You can close this page and go back to the terminal.</p></html>'

/**
 * Listens on this machine for the one request that comes back from a login, and gives its address. Any page that is open in the
 * browser can ask here; what does not bring the state of this login is refused, and the wait goes on. RFC 6749 §10.12.
 */
export function awaitCallback(
  redirect: URL,
  state: string,
  signal: AbortSignal,
  onListening: () => void,
): Promise<URL> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const target = request.url ?? '/'
      const url = URL.canParse(target, redirect.href) ? new URL(target, redirect) : undefined
      if (url?.pathname !== redirect.pathname) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n')
        return
      }
      if (url.searchParams.get('state') !== state) {
        response
          .writeHead(400, { 'content-type': 'text/plain' })
          .end('this is not the login that is waited for\n')
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
