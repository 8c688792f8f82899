import { readQuotables } from './answer.ts'
import type { AnyAuth } from './auth.ts'
import { own, type Claims } from './claims.ts'
import { AuthError, ConfigError } from './errors.ts'
import {
  numberOf,
  optional,
  requireMeant,
  readFunction,
  readOptions,
  readStrings,
  type Reader,
  type Readers,
} from './option-readers.ts'
import { dropPromise } from './promise.ts'
import { proofOf, rawClaimsOf } from './proof.ts'

/** What a route demands of its caller. Checked in this order; the first failure is the answer. */
export interface Requirement<A = AnyAuth> {
  /** A person, guests included; not a machine. */
  readonly user?: true
  /** A person with an account: `isAnonymous` is false. */
  readonly registeredUser?: true
  /** A registered person whose account is verified: `isVerified` is true. */
  readonly verifiedUser?: true
  /** All of these scopes. */
  readonly scopes?: readonly string[]
  /** At least one of these scopes. */
  readonly anyScope?: readonly string[]
  /** All of these roles. */
  readonly roles?: readonly string[]
  /** At least one of these roles. */
  readonly anyRole?: readonly string[]
  /** The user logged in at most this many seconds ago: `auth_time`. RFC 9470. */
  readonly maxAuthAgeSeconds?: number
  /** One of these authentication context classes: `acr`. RFC 9470. */
  readonly acr?: readonly string[]
  /** All of these authentication methods: `amr`. RFC 8176. */
  readonly amr?: readonly string[]
  /** The route's own rule: only true passes. What it throws goes through, a fault of the program. */
  readonly check?: (auth: A) => boolean
}

type Clock = () => number
type Demand = (auth: AnyAuth, now: Clock) => AuthError | undefined

/** How each member becomes a demand, in the order in which they are made. */
const DEMANDS: Readers<Record<keyof Requirement, Demand | undefined>> = {
  user: ifTrue(demandUser),
  registeredUser: ifTrue(demandRegisteredUser),
  verifiedUser: ifTrue(
    (auth) =>
      demandRegisteredUser(auth) ??
      (userFlag(auth.user, 'isVerified') === true ? undefined : new AuthError('user_not_verified')),
  ),
  scopes: demandScopes((wanted, { scopes }) => wanted.every((scope) => scopes.includes(scope))),
  anyScope: demandScopes((wanted, { scopes }) => wanted.some((scope) => scopes.includes(scope))),
  roles: demandRoles((wanted, { roles }) => wanted.every((role) => roles.includes(role))),
  anyRole: demandRoles((wanted, { roles }) => wanted.some((role) => roles.includes(role))),
  maxAuthAgeSeconds: optional((path, value) =>
    demandRecentLogin(numberOf('seconds', 0, 10 * 365 * 86_400)(path, value)),
  ),
  acr: optional((path, value) => demandAcr(readQuotables(path, value))),
  amr: optional((path, value) => demandAmr(readStrings(path, value))),
  check: optional((path, value) => demandCheck(path, readFunction<(auth: AnyAuth) => unknown>(path, value))),
}

/** The claims that a demand reads, where an issuer may have none such. */
const READ_CLAIMS = { maxAuthAgeSeconds: 'auth_time', acr: 'acr', amr: 'amr' } as const

/**
 * Reads a requirement into the function that enforces it. A missing claim never satisfies; comparison is exact.
 * Throws a `ConfigError` for a wrong or unknown member: a typo must not open a route.
 */
export function compileRequirement(value: unknown): (auth: AnyAuth, now: Clock) => void {
  requireMeant('requirement', value)
  const read = readOptions('requirement', value, DEMANDS)
  const demands = Object.values(read).filter((demand) => demand !== undefined)
  const reading = Object.entries(READ_CLAIMS).filter(
    ([name]) => read[name as keyof Requirement] !== undefined,
  )
  return (auth, now) => {
    requireObtainable(auth, reading)
    for (const demand of demands) {
      const refusal = demand(auth, now)
      if (refusal !== undefined) throw refusal
    }
  }
}

/** Nobody could ever meet a demand for what the issuer never says: that is a mistake, not a refusal. */
function requireObtainable(auth: AnyAuth, reading: readonly (readonly [string, string])[]): void {
  if (reading.length === 0) return
  const absent = proofOf(auth)?.issuer.policy.facts.absentClaims ?? []
  for (const [name, claim] of reading) {
    if (absent.includes(claim)) {
      throw new ConfigError(
        `requirement.${name}`,
        `no token of this issuer has ${claim}: nobody could meet it`,
      )
    }
  }
}

function ifTrue(demand: Demand): Reader<Demand | undefined> {
  return optional((path, value) => {
    if (value === true) return demand
    throw new ConfigError(path, 'expected true; leave it out where it is not demanded')
  })
}

function demandUser(auth: AnyAuth): AuthError | undefined {
  return auth.user === undefined ? new AuthError('user_required') : undefined
}

function demandRegisteredUser(auth: AnyAuth): AuthError | undefined {
  const refusal = demandUser(auth)
  if (refusal !== undefined) return refusal
  return userFlag(auth.user, 'isAnonymous') === false ? undefined : new AuthError('registered_user_required')
}

/** A member of what `toUser` made, where it made such a one. */
export function userFlag(user: unknown, name: string): unknown {
  return typeof user === 'object' && user !== null ? own(user as Claims, name) : undefined
}

type IsMet = (wanted: readonly string[], auth: AnyAuth) => boolean

function demandScopes(isMet: IsMet): Reader<Demand | undefined> {
  return optional((path, value) => {
    const scopes = readQuotables(path, value)
    return (auth) =>
      isMet(scopes, auth) ? undefined : new AuthError('insufficient_scope', { scopes, expected: scopes })
  })
}

function demandRoles(isMet: IsMet): Reader<Demand | undefined> {
  return optional((path, value) => {
    const expected = readStrings(path, value)
    return (auth) => (isMet(expected, auth) ? undefined : new AuthError('insufficient_role', { expected }))
  })
}

/** How far the issuer's clock may be ahead: a login of this moment must not count as one in the future. */
const CLOCK_TOLERANCE_SECONDS = 60

/** Whether a login is at most so old. */
export function isRecent(authTime: number | undefined, maxAgeSeconds: number, now: Clock): boolean {
  const age = now() / 1000 - (authTime ?? NaN)
  return age <= maxAgeSeconds && age >= -CLOCK_TOLERANCE_SECONDS
}

/** RFC 9470 §4. A login in the future, beyond what clocks differ, is no login; nor is a missing one. */
function demandRecentLogin(maxAgeSeconds: number): Demand {
  return (auth, now) => {
    if (isRecent(auth.authTime, maxAgeSeconds, now)) return undefined
    return new AuthError('reauthentication_required', {
      claim: 'auth_time',
      expected: maxAgeSeconds,
      maxAgeSeconds,
    })
  }
}

function demandAcr(acrValues: readonly string[]): Demand {
  return (auth) => {
    const acr = own(rawClaimsOf(auth), 'acr')
    if (typeof acr === 'string' && acrValues.includes(acr)) return undefined
    return new AuthError('reauthentication_required', {
      claim: 'acr',
      expected: acrValues,
      acrValues,
    })
  }
}

function demandAmr(methods: readonly string[]): Demand {
  return (auth) => {
    const amr = own(rawClaimsOf(auth), 'amr')
    if (Array.isArray(amr) && methods.every((method) => amr.includes(method))) return undefined
    return new AuthError('reauthentication_required', {
      claim: 'amr',
      expected: methods,
    })
  }
}

function demandCheck(path: string, check: (auth: AnyAuth) => unknown): Demand {
  return (auth) => {
    const answer = check(auth)
    if (answer === true) return undefined
    if (answer === false) return new AuthError('forbidden')
    dropPromise(answer)
    throw new ConfigError(path, 'must return true or false at once, not a promise or another value')
  }
}

/** Strings that a challenge can carry, space-separated. */
