import type { AnyAuth } from '../core/auth.ts'
import { AuthError, ConfigError } from '../core/errors.ts'
import { compileRecentLogin } from '../core/recent-login.ts'
import { compileRequirement } from '../core/requirement.ts'
import type { Established } from './gate.ts'

/**
 * What a route demands of its caller, for what was established of the request. Throws the refusal, at once or later. An
 * anonymous caller is refused with `missing_token`; a request that passed no gate is a `ConfigError`, never a pass.
 */
export type Demand = (established: Established | undefined, request: unknown) => void | Promise<void>

/** Reads what `authorize` is given. */
export function demandAccess(requirement: unknown): Demand {
  const enforce = compileRequirement(requirement)
  return (established) => {
    const { auth, inside } = requireCaller('authorize', established)
    enforce(auth, inside.settings.now)
  }
}

/** Reads what `requireRecentLogin` is given. */
export function demandRecentLogin(options: unknown): Demand {
  const prove = compileRecentLogin(options)
  return (established, request) => {
    const { auth, inside } = requireCaller('requireRecentLogin', established)
    return prove(auth, request, inside)
  }
}

function requireCaller(
  name: string,
  established: Established | undefined,
): Established & { readonly auth: AnyAuth } {
  if (established === undefined) throw new ConfigError(name, 'needs authenticate before it on this route')
  const { auth, inside } = established
  if (auth === undefined) throw new AuthError('missing_token')
  return { auth, inside }
}
