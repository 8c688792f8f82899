import type { AnyAuth } from './auth.ts'
import { own, type Claims } from './claims.ts'
import { AuthError, ConfigError, type ErrorDetails } from './errors.ts'
import { verifyIdToken, type IdToken } from './id-token.ts'
import type { Stations } from './journey.ts'
import { numberOf, oneOf, optional, readFunction, readOptions, readStrings } from './option-readers.ts'
import { andThen, dropPromise, isPromise, orElse } from './promise.ts'
import { proofOf } from './proof.ts'
import { isRecent, userFlag } from './requirement.ts'

/** How a route asks for a recent login that an ID token proves. `Request` is the framework's. */
export interface RecentLoginOptions<Request> {
  /**
   * Finds the ID token that the client sent with the request, in a header of your choice: what any framework gives for
   * one fits. `null` is none; a list is a bad one. Without this option the `auth_time` of the access token counts.
   */
  readonly idToken?: (request: Request) => string | readonly string[] | null | undefined
  /** Clients whose ID tokens count beside those of the access token's own client. */
  readonly clientIds?: readonly string[]
  /** What happens to a user whose login is not recent and who has no way to log in again. Default: `forbid` (403). */
  readonly cannotReauthenticate?: 'forbid' | 'allow'
  /** How long ago the login may be, in seconds. Default: 300. */
  readonly maxAuthAgeSeconds?: number
}

type FindIdToken = (request: unknown) => unknown

interface GivenOptions {
  readonly idToken: FindIdToken | undefined
  readonly clientIds: readonly string[]
  readonly cannotReauthenticate: 'forbid' | 'allow'
  readonly maxAuthAgeSeconds: number
}

/**
 * Reads the options into the function that requires a recent login of a caller, proved by an ID token of the same issuer and
 * user, for the same client. Throws a `ConfigError` for a wrong option; the function throws or rejects with an
 * `AuthError`. RFC 9470, OpenID Connect Core §2.
 */
export function compileRecentLogin(
  value: unknown,
): (auth: AnyAuth, request: unknown, stations: Stations) => void | Promise<void> {
  const {
    idToken: findIdToken,
    clientIds,
    cannotReauthenticate,
    maxAuthAgeSeconds,
  } = readOptions<GivenOptions>('requireRecentLogin', value, {
    idToken: optional(readFunction<FindIdToken>),
    clientIds: optional(readStrings, []),
    cannotReauthenticate: optional(oneOf('forbid', 'allow'), 'forbid'),
    maxAuthAgeSeconds: optional(numberOf('seconds', 0, 10 * 365 * 86_400), 300),
  })
  const mayPassWithout = cannotReauthenticate === 'allow'

  function refuse(details: ErrorDetails): AuthError {
    return new AuthError('reauthentication_required', {
      expected: maxAuthAgeSeconds,
      maxAgeSeconds: maxAuthAgeSeconds,
      ...details,
    })
  }

  function requireRecent(authTime: number | undefined, hasWay: boolean, now: () => number): void {
    if (isRecent(authTime, maxAuthAgeSeconds, now)) return
    if (hasWay) throw refuse({ claim: 'auth_time' })
    if (!mayPassWithout) throw new AuthError('reauthentication_impossible')
  }

  /** An ID token that does not count asks for a new one: the access token, which is good, must not be refreshed for it. */
  function askForNew(error: unknown): never {
    throw AuthError.is(error) && error.status !== 503 ? refuse({ idTokenCode: error.code }) : error
  }

  function proveIdToken(idToken: unknown, auth: AnyAuth, stations: Stations): IdToken | Promise<IdToken> {
    const expected = auth.clientId === undefined ? clientIds : [auth.clientId, ...clientIds]
    return orElse(() => verifyIdToken(idToken, { clientIds: expected }, stations), askForNew)
  }

  return (auth, request, stations) => {
    const { now } = stations.settings
    if (auth.user === undefined) throw new AuthError('user_required')
    if (findIdToken === undefined) return requireRecent(auth.authTime, hasWayToLogIn(auth), now)
    const idToken = findIdToken(request)
    if (isPromise(idToken)) {
      dropPromise(idToken)
      throw new ConfigError('requireRecentLogin.idToken', 'must return the ID token at once, not a promise')
    }
    if (idToken === undefined || idToken === null) {
      // Nothing is proved; but who has no way to get a new login must not be sent for one.
      if (hasWayToLogIn(auth) || mayPassWithout) throw refuse({ idTokenCode: 'missing_token' })
      throw new AuthError('reauthentication_impossible')
    }
    return andThen(proveIdToken(idToken, auth, stations), ({ issuer, subject, authTime, claims }) => {
      if (issuer !== auth.issuer || subject !== auth.subject) throw refuse({ claim: 'sub' })
      requireRecent(authTime, hasWayToLogIn(auth, claims), now)
    })
  }
}

/** Whether a user can log in again, as the ID token says, else the access token; where nobody says, yes. */
function hasWayToLogIn(auth: AnyAuth, idTokenClaims?: Claims): boolean {
  const proof = proofOf(auth)
  const claim = proof?.issuer.policy.facts.canReauthenticateClaim
  const said =
    proof === undefined || claim === undefined
      ? undefined
      : (own(idTokenClaims ?? {}, claim) ?? own(proof.claims, claim))
  return (said ?? userFlag(auth.user, 'canReauthenticate')) !== false
}
