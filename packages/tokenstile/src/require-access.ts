import type { Auth } from './core/auth.ts'
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
  compileRequirement(requirement)(auth, now)
}
