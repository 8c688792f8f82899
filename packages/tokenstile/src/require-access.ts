import type { AnyAuth, Auth } from './core/auth.ts'
import { ConfigError } from './core/errors.ts'
import { compileRequirement, type Requirement } from './core/requirement.ts'
import { platform } from './platform.ts'

/**
 * Requires what a route demands of its caller; throws the `AuthError` of the first demand that is not met, and a
 * `ConfigError` for a wrong requirement. `now` is the clock that the age of a login is measured with, in milliseconds
 * like `Date.now`, the default.
 */
export function requireAccess<A extends Auth<unknown, unknown>>(
  auth: A,
  requirement: Requirement<A>,
  { now = platform.now }: { readonly now?: () => number } = {},
): void {
  // A forgotten await gives a promise: it has no scopes, and must not read as a machine without rights.
  if (!Array.isArray((auth as AnyAuth | undefined)?.scopes)) {
    throw new ConfigError('auth', 'expected what verify gave; is an await missing?')
  }
  compileRequirement(requirement)(auth, now)
}
