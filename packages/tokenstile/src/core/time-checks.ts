import type { UnverifiedToken } from './compact.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import type { RegisteredClaims } from './registered-claims.ts'
import { refuse, refuseMissing, refuseType, type Refusal } from './refusal.ts'

/**
 * The checks of the clock. Each refuses unless a comparison is true, so that NaN refuses too. All times are epoch
 * seconds (NumericDate, RFC 7519 §2), fractions allowed.
 */

/** How far `iat` may lie ahead at least: issuers' clocks run fast more often than tokens are forged with it. */
const MIN_IAT_TOLERANCE_SECONDS = 300

/** RFC 7519 §4.1.4. `exp` is required always. */
export function checkExpiry(
  { registered }: UnverifiedToken,
  policy: IssuerPolicy,
  now: number,
): Refusal | undefined {
  const { exp } = registered
  if (exp === undefined) return refuseMissing('exp')
  if (!isTime(exp)) return refuseType('exp', exp, A_TIME)
  return now < exp + policy.toleranceSeconds ? undefined : refuse('token_expired', { claim: 'exp' })
}

/** RFC 7519 §4.1.5. */
export function checkNotBefore(
  { registered }: UnverifiedToken,
  policy: IssuerPolicy,
  now: number,
): Refusal | undefined {
  const { nbf } = registered
  if (nbf === undefined) return undefined
  if (!isTime(nbf)) return refuseType('nbf', nbf, A_TIME)
  return now >= nbf - policy.toleranceSeconds ? undefined : refuse('token_not_yet_valid', { claim: 'nbf' })
}

/** RFC 7519 §4.1.6: not issued in the future, nor after it expires. */
export function checkIssuedAt(
  { registered }: UnverifiedToken,
  policy: IssuerPolicy,
  now: number,
): Refusal | undefined {
  const { iat, exp } = registered
  if (iat === undefined) return undefined
  if (!isTime(iat)) return refuseType('iat', iat, A_TIME)
  if (!(now >= iat - iatTolerance(policy))) return refuse('token_not_yet_valid', { claim: 'iat' })
  return isTime(exp) && iat > exp
    ? refuse('invalid_claim', { claim: 'iat', expected: 'a time before exp' })
    : undefined
}

/** The option `maxTokenAgeSeconds`. */
export function checkTokenAge(
  { registered }: UnverifiedToken,
  policy: IssuerPolicy,
  now: number,
): Refusal | undefined {
  const { maxTokenAgeSeconds, toleranceSeconds } = policy
  if (maxTokenAgeSeconds === undefined) return undefined
  const { iat } = registered
  if (!isTime(iat)) return refuseMissing('iat')
  const isYoung = now <= iat + maxTokenAgeSeconds + toleranceSeconds
  return isYoung ? undefined : refuse('token_too_old', { claim: 'iat', expected: maxTokenAgeSeconds })
}

/** The option `maxLifetimeSeconds`. */
export function checkLifetime(
  { registered }: UnverifiedToken,
  { maxLifetimeSeconds }: IssuerPolicy,
): Refusal | undefined {
  if (maxLifetimeSeconds === undefined) return undefined
  const { iat, exp } = registered
  if (!isTime(iat)) return refuseMissing('iat')
  if (isTime(exp) && exp - iat <= maxLifetimeSeconds) return undefined
  return refuse('invalid_claim', {
    claim: 'exp',
    expected: `at most ${maxLifetimeSeconds} seconds after iat`,
  })
}

/** `auth_time` is read later, by routes that ask for a recent login: its type is settled here. OIDC Core §2. */
export function checkAuthTime({ registered }: UnverifiedToken): Refusal | undefined {
  const authTime = registered.auth_time
  return authTime === undefined || isTime(authTime) ? undefined : refuseType('auth_time', authTime, A_TIME)
}

/** The time in which every check above that looks at the clock passes: `from` included, `until` excluded. */
export interface TimeWindow {
  readonly from: number
  readonly until: number
}

/**
 * The window of a token that passed: inside it the clock's checks pass again, outside the token is verified anew, so
 * that the refusal is theirs. May be narrower than they are by one instant, never wider.
 */
export function timeWindow(registered: RegisteredClaims, policy: IssuerPolicy): TimeWindow {
  const { toleranceSeconds, maxTokenAgeSeconds } = policy
  const { exp, nbf, iat } = registered
  let from = -Infinity
  // There is one: the token passed.
  let until = (exp as number) + toleranceSeconds
  if (isTime(nbf)) from = nbf - toleranceSeconds
  if (isTime(iat)) {
    from = Math.max(from, iat - iatTolerance(policy))
    if (maxTokenAgeSeconds !== undefined) until = Math.min(until, iat + maxTokenAgeSeconds + toleranceSeconds)
  }
  return { from, until }
}

function iatTolerance({ toleranceSeconds }: IssuerPolicy): number {
  return Math.max(toleranceSeconds, MIN_IAT_TOLERANCE_SECONDS)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

const A_TIME = 'a number of seconds'
