import { AuthError } from '../errors.ts'
import type { AuthRequest } from './auth-request.ts'
import { readBearer } from './bearer.ts'
import { readCookie } from './cookie.ts'
import { readHeader } from './headers.ts'
import { isSafe, isSameOrigin, isWebSocket, judgeOrigin } from './origin.ts'
import type { TokenPlaces } from './token-places.ts'

/** A token as it was found, and where. */
export interface FoundToken {
  readonly token: string
  readonly isInHeader: boolean
}

/**
 * Finds the access token of a request: in the `Authorization` header, else in the cookie where one is configured, and
 * nowhere else. Undefined where there is none, or a header of another scheme. Does NOT look at the token.
 *
 * Throws `multiple_tokens` and `malformed_request` for what cannot be read, and `csrf_rejected` where a browser sent the
 * token for a page that may not use it.
 */
export function findToken(request: AuthRequest, places: TokenPlaces): FoundToken | undefined {
  const values = readHeader(request.headers, 'authorization')
  if (values.length > 0) {
    const token = readBearer(values)
    if (token === undefined) return undefined
    if (isWebSocket(request)) requireNotForeign(request, places.webSocketOrigins)
    return { token, isInHeader: true }
  }
  if (places.cookie === undefined) return undefined
  const token = findCookie(request, places.cookie, places.webSocketOrigins)
  return token === undefined ? undefined : { token, isInHeader: false }
}

function findCookie(
  request: AuthRequest,
  { name, allowedOrigins }: NonNullable<TokenPlaces['cookie']>,
  webSocketOrigins: readonly string[],
): string | undefined {
  const token = readCookie(request.headers, name)
  if (token === undefined) return undefined
  if (isWebSocket(request)) {
    // Browsers open WebSockets to anywhere, with cookies and without asking: only the origin tells.
    if (judgeOrigin(request, webSocketOrigins) !== 'allowed') throw new AuthError('csrf_rejected')
  } else if (!isSafe(request)) {
    const origin = judgeOrigin(request, allowedOrigins)
    if (origin === 'foreign' || (origin === 'absent' && !isSameOrigin(request)))
      throw new AuthError('csrf_rejected')
  }
  // An empty cookie is what is left of a login, not a request without one.
  if (token === '') throw new AuthError('malformed_token')
  return token
}

/** A program that opens a WebSocket sends no origin; one that a browser sent must be allowed. */
function requireNotForeign(request: AuthRequest, allowed: readonly string[]): void {
  if (judgeOrigin(request, allowed) === 'foreign') throw new AuthError('csrf_rejected')
}
