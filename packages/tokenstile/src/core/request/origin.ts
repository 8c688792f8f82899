import type { AuthRequest } from './auth-request.ts'
import { readHeader } from './headers.ts'

/** Methods that change nothing, as they are spelled. RFC 9110 §9.2.1, without TRACE. */
const SAFE_METHODS: readonly unknown[] = ['GET', 'HEAD', 'OPTIONS']

/** Whether a request changes nothing, by its method alone: a header that overrides it is not read. */
export function isSafe({ method }: AuthRequest): boolean {
  return SAFE_METHODS.includes(method)
}

/** Whether a request opens a WebSocket. RFC 6455 §4.2.1, RFC 8441 §4. */
export function isWebSocket({ method, headers }: AuthRequest): boolean {
  return (
    method === 'CONNECT' ||
    readHeader(headers, 'upgrade').some((value) => String(value).toLowerCase().includes('websocket'))
  )
}

/** How the page that caused a request is known: by its `Origin`, one allowed; nothing at all; or something else. */
export function judgeOrigin(
  { headers }: AuthRequest,
  allowed: readonly string[],
): 'allowed' | 'absent' | 'foreign' {
  const origins = readHeader(headers, 'origin')
  if (origins.length === 0) return 'absent'
  return origins.length === 1 && allowed.includes(origins[0] as string) ? 'allowed' : 'foreign'
}

/** Whether the browser itself says that a page of the same origin made the request. W3C Fetch Metadata §2.3. */
export function isSameOrigin({ headers }: AuthRequest): boolean {
  const sites = readHeader(headers, 'sec-fetch-site')
  return sites.length === 1 && sites[0] === 'same-origin'
}
