import { isQuotable } from './answer.ts'
import type { Auth } from './auth.ts'
import { own, type Claims } from './claims.ts'
import { AuthError, ConfigError } from './errors.ts'
import { readFunction, readNumber, readObject, readStrings } from './option-readers.ts'

/** What a route demands of its caller. Checked in this order; the first failure is the answer. */
export interface Requirement<A = Auth<unknown, unknown>> {
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

type AnyAuth = Auth<unknown, unknown>
type Clock = () => number
type Demand = (auth: AnyAuth, now: Clock) => AuthError | undefined

const NAMES: readonly (keyof Requirement)[] = [
  'user',
  'registeredUser',
  'verifiedUser',
  'scopes',
  'anyScope',
  'roles',
  'anyRole',
  'maxAuthAgeSeconds',
  'acr',
  'amr',
  'check',
]

/**
 * Reads a requirement into the function that enforces it. A missing claim never satisfies; comparison is exact.
 * Throws a `ConfigError` for a wrong or unknown member: a typo must not open a route.
 */
export function compileRequirement(value: unknown): (auth: AnyAuth, now: Clock) => void {
  const given = readObject('requirement', value, NAMES)
  const demands = NAMES.flatMap((name) =>
    given[name] === undefined ? [] : [readDemand(name, `requirement.${name}`, given[name])],
  )
  return (auth, now) => {
    for (const demand of demands) {
      const refusal = demand(auth, now)
      if (refusal !== undefined) throw refusal
    }
  }
}

function readDemand(name: keyof Requirement, path: string, value: unknown): Demand {
  switch (name) {
    case 'user':
    case 'registeredUser':
    case 'verifiedUser':
      if (value !== true) throw new ConfigError(path, 'expected true; leave it out where it is not demanded')
      return demandUser[name]
    case 'scopes':
      return demandScopes(path, value, (wanted, auth) => wanted.every((scope) => auth.scopes.includes(scope)))
    case 'anyScope':
      return demandScopes(path, value, (wanted, auth) => wanted.some((scope) => auth.scopes.includes(scope)))
    case 'roles':
      return demandRoles(path, value, (wanted, auth) => wanted.every((role) => auth.roles.includes(role)))
    case 'anyRole':
      return demandRoles(path, value, (wanted, auth) => wanted.some((role) => auth.roles.includes(role)))
    case 'maxAuthAgeSeconds':
      return demandRecentLogin(readNumber(path, value, { min: 0, max: 10 * 365 * 86_400, unit: 'seconds' }))
    case 'acr':
      return demandAcr(readQuotable(path, value))
    case 'amr':
      return demandAmr(readStrings(path, value))
    case 'check':
      return demandCheck(path, readFunction<(auth: AnyAuth) => unknown>(path, value))
  }
}

const demandUser: Record<
  'user' | 'registeredUser' | 'verifiedUser',
  (auth: AnyAuth) => AuthError | undefined
> = {
  user: (auth) => (auth.user === undefined ? new AuthError('user_required') : undefined),
  registeredUser: (auth) => {
    if (auth.user === undefined) return new AuthError('user_required')
    return flag(auth.user, 'isAnonymous') === false ? undefined : new AuthError('registered_user_required')
  },
  verifiedUser: (auth) =>
    demandUser.registeredUser(auth) ??
    (flag(auth.user, 'isVerified') === true ? undefined : new AuthError('user_not_verified')),
}

function flag(user: unknown, name: string): unknown {
  return typeof user === 'object' && user !== null ? own(user as Claims, name) : undefined
}

function demandScopes(
  path: string,
  value: unknown,
  isMet: (wanted: readonly string[], auth: AnyAuth) => boolean,
): Demand {
  const wanted = readQuotable(path, value)
  return (auth) =>
    isMet(wanted, auth)
      ? undefined
      : new AuthError('insufficient_scope', { scopes: wanted, expected: wanted })
}

function demandRoles(
  path: string,
  value: unknown,
  isMet: (wanted: readonly string[], auth: AnyAuth) => boolean,
): Demand {
  const wanted = readStrings(path, value)
  return (auth) =>
    isMet(wanted, auth) ? undefined : new AuthError('insufficient_role', { expected: wanted })
}

/** How far the issuer's clock may be ahead: a login of this moment must not count as one in the future. */
const CLOCK_TOLERANCE_SECONDS = 60

/** RFC 9470 §4. A login in the future, beyond what clocks differ, is no login; nor is a missing one. */
function demandRecentLogin(maxAgeSeconds: number): Demand {
  return (auth, now) => {
    const age = now() / 1000 - (auth.authTime ?? NaN)
    if (age <= maxAgeSeconds && age >= -CLOCK_TOLERANCE_SECONDS) return undefined
    return new AuthError('reauthentication_required', {
      claim: 'auth_time',
      expected: maxAgeSeconds,
      maxAgeSeconds,
    })
  }
}

function demandAcr(acrValues: readonly string[]): Demand {
  return (auth) => {
    const acr = own(auth.claims as Claims, 'acr')
    if (typeof acr === 'string' && acrValues.includes(acr)) return undefined
    return new AuthError('reauthentication_required', { claim: 'acr', expected: acrValues, acrValues })
  }
}

function demandAmr(methods: readonly string[]): Demand {
  return (auth) => {
    const amr = own(auth.claims as Claims, 'amr')
    if (Array.isArray(amr) && methods.every((method) => amr.includes(method))) return undefined
    return new AuthError('reauthentication_required', { claim: 'amr', expected: methods })
  }
}

function demandCheck(path: string, check: (auth: AnyAuth) => unknown): Demand {
  return (auth) => {
    const answer = check(auth)
    if (answer === true) return undefined
    if (answer === false) return new AuthError('forbidden')
    throw new ConfigError(path, 'must return true or false at once, not a promise or another value')
  }
}

/** Strings that a challenge can carry, space-separated. */
function readQuotable(path: string, value: unknown): readonly string[] {
  return readStrings(path, value).map((item, index) => {
    if (isQuotable(item) && !item.includes(' ')) return item
    throw new ConfigError(
      `${path}[${index}]`,
      'expected printable ASCII without spaces, quotes and backslashes',
    )
  })
}
