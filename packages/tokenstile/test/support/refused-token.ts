import type { AuthErrorCode, IssuerOptions } from 'tokenstile'
import { buildToken, issuerOptions, type TokenChanges } from './tokens.ts'

/** A valid token with one thing changed, and the refusal that this must cause. */
export interface RefusedToken {
  readonly what: string
  readonly code: AuthErrorCode
  /** The claim or header parameter that the refusal names. */
  readonly names?: string
  readonly changes: TokenChanges
  /** What differs from the options of the valid token. */
  readonly options?: Partial<IssuerOptions>
}

/** One row of a table. */
export function refused(
  what: string,
  code: AuthErrorCode,
  names: string | undefined,
  changes: TokenChanges,
  options: Partial<IssuerOptions> = {},
): RefusedToken {
  return { what, code, ...(names !== undefined && { names }), changes, options }
}

export const tokenOf = ({ changes }: RefusedToken): string => buildToken(changes)

export const optionsOf = ({ options, changes }: RefusedToken): IssuerOptions =>
  issuerOptions(options, changes.key === undefined ? undefined : [changes.key])
