import type { FetchFailure } from './keys/fetch-json.ts'
import type { AuthErrorCode } from './error-code.ts'
import { ERRORS } from './error-table.ts'

/** Why nobody can say whether a token is good. */
export type UnavailableReason =
  | FetchFailure
  | 'unknown_kid_throttled'
  /** Tokens of so many tenants came that were not seen before that the issuers have to be spared. */
  | 'tenants_throttled'
  | 'would_have_to_wait'
  | 'key_source_failed'
  | 'revocation_list_failed'
  /** `isRevoked` gave no boolean, or `epoch` no number. */
  | 'revocation_list_answer'

/** What an operator may know of a refusal. Never holds a value of a claim or header, nor any part of a token or key. */
export interface ErrorDetails {
  /** The claim's name. */
  readonly claim?: string
  /** The header parameter's name. */
  readonly header?: string
  /** What the configuration or the route expects. */
  readonly expected?: string | number | readonly string[]
  /** The type of what came: `missing`, `null`, `string`, `number`, `boolean`, `array`, `object`. */
  readonly actualType?: string
  /** What went wrong where it is not the token's fault. */
  readonly reason?: UnavailableReason
  /** The configured issuer whose rules the token was held against, or whose keys are missing. */
  readonly issuer?: string
  /** The HTTP status that the issuer answered with instead of its keys. */
  readonly httpStatus?: number
  /** What to do; the table's hint where the refusal has no better one. */
  readonly hint?: string
  /** For 503: when to try again. */
  readonly retryAfterSeconds?: number
  /** For `reauthentication_required`: the challenge's `max_age`, in seconds. */
  readonly maxAgeSeconds?: number
  /** For `reauthentication_required`: the challenge's `acr_values`. */
  readonly acrValues?: readonly string[]
  /** For `reauthentication_required`: why the ID token that should prove a recent login did not count. */
  readonly idTokenCode?: AuthErrorCode
  /** For `insufficient_scope`: the challenge's `scope`. */
  readonly scopes?: readonly string[]
}

const AUTH_ERROR = Symbol.for('tokenstile.AuthError')
const CONFIG_ERROR = Symbol.for('tokenstile.ConfigError')

/**
 * A request is refused. `code` is stable; `message` and `details` are for operators and hold no token, key or claim
 * value; what the client may read comes from `toResponse(error)`.
 */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly code: AuthErrorCode
  /** HTTP status of the answer. */
  readonly status: number
  /** Headers of the answer beside the challenge, such as `Retry-After`. */
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly details: ErrorDetails

  constructor(code: AuthErrorCode, details: ErrorDetails = {}) {
    const row = ERRORS[code]
    const subject =
      details.claim ?? details.header ?? [details.issuer, details.reason].filter(Boolean).join(': ')
    super(`${code}: ${row.message}${subject === '' ? '' : ` (${subject})`}`)
    this.code = code
    this.status = row.status
    this.details = Object.freeze({ hint: row.hint, ...details })
    this.responseHeaders = Object.freeze(
      row.status === 503
        ? { 'Retry-After': String(Math.max(1, Math.ceil(details.retryAfterSeconds ?? 1))) }
        : {},
    )
    Object.defineProperty(this, AUTH_ERROR, { value: true })
  }

  /** Whether a caught value is an AuthError, also one of the other build (ESM, CommonJS) or of another copy. */
  static is(value: unknown): value is AuthError {
    return hasMark(value, AUTH_ERROR)
  }
}

/**
 * The configuration is wrong, or what a function of the application did: a fault of the program, never of a request.
 * Thrown where something is built; during a request where `toUser`, a schema, `check` or a tenant function broke its
 * contract.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** The option at fault, such as `audience` or `issuers[1].keys.jwks`. */
  readonly option: string

  constructor(option: string, problem: string) {
    super(`${option}: ${problem}`)
    this.option = option
    Object.defineProperty(this, CONFIG_ERROR, { value: true })
  }

  /** Whether a caught value is a ConfigError, also one of the other build (ESM, CommonJS) or of another copy. */
  static is(value: unknown): value is ConfigError {
    return hasMark(value, CONFIG_ERROR)
  }
}

function hasMark(value: unknown, mark: symbol): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[mark] === true
}
