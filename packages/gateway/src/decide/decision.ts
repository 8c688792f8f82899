import type { Auth, AuthError } from 'tokenstile'
import type { Rule } from '../rules/rule.ts'

/** What the gateway says of a request. */
export type Decision = Allowed | Refused | Failed

/** The request may pass. */
export interface Allowed {
  readonly kind: 'allowed'
  readonly rule: Rule
  /** Undefined for an anonymous caller. */
  readonly auth: Auth<unknown> | undefined
  /** The identity for the backend: names and values in turn. */
  readonly identity: readonly string[]
}

/** The request may not pass, or nobody can say: the error has the reason and the status. */
export interface Refused {
  readonly kind: 'refused'
  readonly rule: Rule | undefined
  readonly error: AuthError
}

/** Something broke that is not the client's: never a pass. */
export interface Failed {
  readonly kind: 'failed'
  readonly rule: Rule | undefined
  readonly error: unknown
}
