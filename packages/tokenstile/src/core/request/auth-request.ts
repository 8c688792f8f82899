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
