import type { Claims, Header } from './claims.ts'

/** An `Auth` of which nothing more is known. */
export type AnyAuth = Auth<unknown, unknown>

/** Who is calling, from a verified token. JSON values only, deeply frozen: one object may serve many requests. */
export interface Auth<User = { readonly id: string }, TokenClaims = Claims> {
  /** `iss`, exactly as configured. */
  readonly issuer: string
  /** `sub`; undefined only where `requiredClaims` no longer lists it. */
  readonly subject: string | undefined
  /** `client_id`, or `azp` where there is none. */
  readonly clientId: string | undefined
  /** What `toUser` made of the claims; undefined for a machine. */
  readonly user: User | undefined
  /** What the client was granted: `scope` or `scp`. */
  readonly scopes: readonly string[]
  /** What the user is: the roles that the profile reads. */
  readonly roles: readonly string[]
  /** When the user logged in, in epoch seconds. */
  readonly authTime: number | undefined
  /** When the token was issued, in epoch seconds. */
  readonly issuedAt: number | undefined
  /** When the token expires, in epoch seconds, without any tolerance. */
  readonly expiresAt: number
  /** The claims: as the schema gave them back, else as the token has them. */
  readonly claims: TokenClaims
  readonly header: Header
}
