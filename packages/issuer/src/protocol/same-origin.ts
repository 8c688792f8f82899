import type { Realm } from '../realm.ts'
import { isLoopbackName } from '../server/loopback.ts'

/**
 * Whether the request names this issuer: its endpoint, or a name that only this machine has. Another name may have been
 * pointed here by whoever owns it, so that their page may read our answers (DNS rebinding).
 */
export function isOwnName({ url }: Request, { endpoint }: Pick<Realm, 'endpoint'>): boolean {
  const { hostname } = new URL(url)
  return hostname === new URL(endpoint).hostname || isLoopbackName(hostname)
}

/** Whether the request has a header that browsers add to what pages send. */
export function isFromBrowser({ headers }: Request): boolean {
  return headers.has('origin') || headers.has('sec-fetch-site')
}

/** Whether a browser that sent the request did so from one of our own pages; what is no browser says nothing. */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  return (
    (origin === null || isOwn(origin, request)) &&
    (site === null || site === 'same-origin' || site === 'none')
  )
}

// By host: a proxy in front may have ended TLS.
function isOwn(origin: string, { url }: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host
}
