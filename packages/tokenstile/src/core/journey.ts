import type { AnyAuth } from './auth.ts'
import { CHECKS, isKnownAlgorithm } from './checks.ts'
import { decodeCompact, type RecallHeader, type UnverifiedToken } from './compact.ts'
import type { Engine } from './engine.ts'
import { AuthError } from './errors.ts'
import { createHeaderMemory } from './header-memory.ts'
import { chooseEntry, type IssuerBook, type IssuerGroup, type TrustedIssuer } from './issuer-book.ts'
import { andThen } from './promise.ts'
import { sealAuth, type Proof } from './proof.ts'
import { proveToken } from './prove.ts'
import { refuse, refuseMissing, refuseType, toError, typeOf, type Refusal } from './refusal.ts'
import {
  requireNotRevoked,
  revocationQuery,
  stillStands,
  type NotRevoked,
  type Revocation,
} from './revocation.ts'
import type { ResolvedSettings } from './settings.ts'
import type { ProvedToken } from './signature.ts'
import { timeWindow } from './time-checks.ts'
import { toAuth } from './to-auth.ts'
import { createVerifiedCache } from './verified-cache.ts'

/** What a journey passes through. */
export interface Stations {
  readonly engine: Engine
  readonly book: IssuerBook
  readonly settings: ResolvedSettings
}

/**
 * The journey of a token, from a string to an `Auth`. Throws or rejects with an `AuthError` at the first thing that does
 * not hold.
 */
export interface Journey {
  /** Answers for a token that was verified before, if everything that its proof rests on still holds. */
  recall(token: string): AnyAuth | undefined
  /**
   * Cuts, checks and proves a token, and asks whether it was revoked. Waits only where keys or a tenant must be fetched or
   * the engine is asynchronous.
   */
  travel(token: unknown): AnyAuth | Promise<AnyAuth>
}

export function createJourney({ engine, book, settings }: Stations): Journey {
  const { revocation } = settings
  const cache = settings.maxCacheEntries === 0 ? undefined : createVerifiedCache(settings.maxCacheEntries)
  const headers = createHeaderMemory()
  const prover = { checks: CHECKS, engine, now: settings.now }

  function travel(token: unknown): AnyAuth | Promise<AnyAuth> {
    const unverified = readToken(token, settings.maxTokenBytes, engine, headers.recall)
    return andThen(findIssuer(unverified, book), (group) => prove(token as string, unverified, group))
  }

  function recall(token: string): AnyAuth | undefined {
    const entry = cache?.get(token)
    if (entry === undefined) return undefined
    if (!isStillProved(entry.proof)) {
      cache?.drop(entry)
      return undefined
    }
    const { notRevoked } = entry.proof
    if (revocation !== undefined && notRevoked !== undefined && !stillStands(revocation, notRevoked.epoch)) {
      notRevoked.epoch = requireNotRevoked(revocation, notRevoked.query)
    }
    return entry.auth
  }

  function isStillProved({ window, issuer, key, algorithm, kid }: Proof): boolean {
    const now = settings.now() / 1000
    return (
      now >= window.from &&
      now < window.until &&
      book.holds(issuer) &&
      issuer.ring.vouchesFor(key, algorithm, kid)
    )
  }

  function prove(
    token: string,
    unverified: UnverifiedToken,
    group: IssuerGroup | undefined,
  ): AnyAuth | Promise<AnyAuth> {
    if (group === undefined) throw toError(refuseIssuer(unverified))
    const issuer = chooseEntry(group, unverified.registered)
    return andThen(proveToken(unverified, issuer, prover), (proof) => admit(token, unverified, issuer, proof))
  }

  function admit(
    token: string,
    unverified: UnverifiedToken,
    issuer: TrustedIssuer,
    { claims, key, algorithm }: ProvedToken,
  ): AnyAuth {
    const { header, registered, encodedHeader } = unverified
    const proof: Proof = {
      issuer,
      algorithm,
      key,
      kid: header.kid,
      window: timeWindow(registered, issuer.policy),
      notRevoked: revocation === undefined ? undefined : askRevocation(revocation, issuer, unverified),
      claims,
      settings,
    }
    const auth = sealAuth(toAuth(claims, unverified, issuer.policy), proof)
    headers.keep(encodedHeader, header)
    cache?.add({ token, auth, proof, wasUsed: false })
    return auth
  }

  return { recall, travel }
}

function askRevocation(
  revocation: Revocation,
  { policy }: TrustedIssuer,
  { registered }: UnverifiedToken,
): NotRevoked {
  const query = revocationQuery(policy.issuer, registered)
  return { query, epoch: requireNotRevoked(revocation, query) }
}

/** Reads whatever was given as a token into its parts, or throws the `AuthError` of a wrong form. Proves nothing. */
export function readToken(
  token: unknown,
  maxTokenBytes: number,
  engine: Engine,
  recallHeader: RecallHeader,
): UnverifiedToken {
  if (token === undefined || token === null || token === '') throw new AuthError('missing_token')
  if (typeof token !== 'string') {
    throw new AuthError('malformed_token', {
      expected: 'a string',
      actualType: Array.isArray(token) ? 'array' : typeof token,
    })
  }
  const decoded = decodeCompact(token, maxTokenBytes, engine, recallHeader)
  if (typeof decoded === 'string') throw new AuthError(decoded, hintAtPrefix(token))
  return decoded
}

/** Finds the issuer that a token claims to be from; a token whose alg could never pass asks for none. */
export function findIssuer(
  token: UnverifiedToken,
  book: IssuerBook,
): IssuerGroup | undefined | PromiseLike<IssuerGroup | undefined> {
  const { iss } = token.registered
  return typeof iss === 'string' && isKnownAlgorithm(token) ? book.find(iss) : undefined
}

/** Why a token's issuer was not found. */
export function refuseIssuer(token: UnverifiedToken): Refusal {
  const { iss } = token.registered
  if (!isKnownAlgorithm(token)) {
    return refuse('algorithm_not_allowed', { header: 'alg', actualType: typeOf(token.header.alg) })
  }
  if (iss === undefined) return refuseMissing('iss')
  if (typeof iss !== 'string') return refuseType('iss', iss, 'a string')
  return refuse('untrusted_issuer', { claim: 'iss', actualType: 'string' })
}

/** A common slip: the whole header's value was passed. */
function hintAtPrefix(token: string): { hint?: string } {
  return /^bearer /i.test(token.slice(0, 7))
    ? { hint: 'pass the token alone, without "Bearer " before it' }
    : {}
}
