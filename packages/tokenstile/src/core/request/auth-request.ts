import { ConfigError } from '../errors.ts'
import type { RequestHeaders } from './headers.ts'

/** The part of an HTTP request that says who is calling. */
export interface AuthRequest {
  /** The method as it was sent. Looked at where the token is in a cookie: one that is absent counts as unsafe. */
  readonly method?: string | undefined
  /** Not looked at yet: what sender-constrained tokens will need. Never a place for a token. */
  readonly url?: string | undefined
  readonly headers: RequestHeaders
  /** Not looked at yet: a token that is bound to a certificate is refused, whatever stands here. RFC 8705 §3. */
  readonly clientCertificate?: unknown
}

/** Gives back what has headers. Throws a `ConfigError` for all else: a mistake of the program, not of a client. */
export function requireRequest(request: AuthRequest): AuthRequest {
  const headers: unknown = (request as AuthRequest | undefined)?.headers
  if (typeof headers === 'object' && headers !== null) return request
  throw new ConfigError('request', 'expected { method, url, headers }; a token alone is for verify')
}
