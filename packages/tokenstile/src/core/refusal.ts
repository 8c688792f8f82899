import type { AuthErrorCode } from './error-code.ts'
import { AuthError, type ErrorDetails } from './errors.ts'
import type { JsonValue } from './json.ts'

/** Why a check says no. Inside, refusals are values; at the edge they become an `AuthError`. */
export interface Refusal {
  readonly code: AuthErrorCode
  readonly details: ErrorDetails
}

export function refuse(code: AuthErrorCode, details: ErrorDetails = {}): Refusal {
  return { code, details }
}

export function refuseMissing(claim: string, expected?: readonly string[] | null): Refusal {
  return refuse('missing_claim', { claim, actualType: 'missing', ...(expected && { expected }) })
}

export function refuseType(claim: string, value: JsonValue | undefined, expected: string): Refusal {
  return refuse('invalid_claim', { claim, expected, actualType: typeOf(value) })
}

/** Tells a refusal from what a step gives otherwise. */
export function isRefusal(result: object): result is Refusal {
  return Object.hasOwn(result, 'code')
}

/** Names the type of what came, so that an operator learns about it without its value. */
export function typeOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** The error of a refusal, and the configured issuer whose rules the token was held against. */
export function toError({ code, details }: Refusal, issuer?: string): AuthError {
  return new AuthError(code, issuer === undefined ? details : { ...details, issuer })
}
