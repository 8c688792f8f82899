import { AuthError } from './errors.ts'
import { dropPromise } from './promise.ts'
import { clientClaim, type RegisteredClaims } from './registered-claims.ts'

/** What a revocation list is asked about. */
export interface RevocationQuery {
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly jti: string | undefined
  /** `iat` in epoch seconds. */
  readonly issuedAt: number | undefined
}

/**
 * Says which tokens no longer count. Synchronous and in memory: it is asked on every request. Whatever it throws, and
 * any answer that is not a boolean, is `revocation_unavailable` (503), never a pass.
 */
export interface Revocation {
  isRevoked(query: RevocationQuery): boolean
  /** A number that changes whenever an answer may have changed: while it stays, earlier answers stand. */
  epoch(): number
}

export function revocationQuery(issuer: string, registered: RegisteredClaims): RevocationQuery {
  const { sub, jti, iat } = registered
  const clientId = registered[clientClaim(registered)]
  return Object.freeze({
    issuer,
    subject: typeof sub === 'string' ? sub : undefined,
    clientId: typeof clientId === 'string' ? clientId : undefined,
    jti: typeof jti === 'string' ? jti : undefined,
    issuedAt: typeof iat === 'number' ? iat : undefined,
  })
}

/** An answer of the list that let a token pass: what was asked, and the epoch it holds for. */
export interface NotRevoked {
  readonly query: RevocationQuery
  epoch: number
}

/**
 * Asks the list and gives the epoch that its answer holds for; throws where the token is revoked or nobody can say.
 * The epoch is read first: a change in between makes the answer old, not wrong.
 */
export function requireNotRevoked(revocation: Revocation, query: RevocationQuery): number {
  let epoch: unknown
  let isRevoked: unknown
  try {
    epoch = revocation.epoch()
    isRevoked = revocation.isRevoked(query)
  } catch {
    throw new AuthError('revocation_unavailable', { reason: 'revocation_list_failed' })
  }
  dropPromise(epoch)
  dropPromise(isRevoked)
  if (isRevoked === true) throw new AuthError('token_revoked')
  if (isRevoked === false && typeof epoch === 'number') return epoch
  throw new AuthError('revocation_unavailable', { reason: 'revocation_list_answer' })
}

/** Whether an earlier answer still stands. NaN never does. */
export function stillStands(revocation: Revocation, epoch: number): boolean {
  try {
    const current: unknown = revocation.epoch()
    dropPromise(current)
    return current === epoch
  } catch {
    return false
  }
}
