import type { TestContext } from 'node:test'
import type {
  Admission,
  AnswerOptions,
  Auth,
  AuthError,
  RecentLoginOptions,
  Requirement,
  Verifier,
} from 'tokenstile'

/** An application that every adapter builds in its framework's idiom. */
export interface ContractApp {
  readonly verifier: Verifier<Auth<unknown, unknown>>
  /** For `authenticate`, which stands before every route. */
  readonly options?: Admission & AnswerOptions
  /** Given to `authenticate` as `onRefused`: throws the refusal on, or answers 418 with its code as text. */
  readonly onRefused?: 'throw' | 'teapot'
  readonly routes: readonly ContractRoute[]
}

/**
 * A route, for every method. Its handler counts the call and answers 200 with `toContractBody(auth)` as JSON; what its
 * framework's error hook gets is collected and answered with 500.
 */
export interface ContractRoute {
  readonly path: string
  /** For `authorize`. */
  readonly requirement?: Requirement
  /** For `requireRecentLogin`; the ID token is in the header `x-id-token`. */
  readonly recentLogin?: Omit<RecentLoginOptions<unknown>, 'idToken'>
  /** Stands outside of what `authenticate` guards. */
  readonly unguarded?: true
}

/** The application on a loopback port. */
export interface ServedContract {
  readonly url: string
  /** How often a handler was reached. */
  readonly calls: () => number
  /** What the framework's own error hook saw. */
  readonly faults: readonly unknown[]
  /** What is answered to a fault where the framework leaves nobody a say in it; otherwise `FAULT_BODY`. */
  readonly faultBody?: string
}

/** One adapter on one version of its framework. */
export interface ContractAdapter {
  readonly name: string
  /** What its answers say unless the application says otherwise. */
  readonly answerOptions?: AnswerOptions
  /** Builds the application and serves it until the test ends. Throws what building throws. */
  serve(t: TestContext, app: ContractApp): Promise<ServedContract>
}

/** What a handler answers. */
export function toContractBody(auth: { readonly subject: string | undefined } | undefined): {
  readonly subject: string | null
} {
  return { subject: auth?.subject ?? null }
}

/** What the framework's error hook answers to everything that reaches it. */
export const FAULT_BODY = { error: 'fault' }

/** The option `onRefused` as the application asks for it; `answer` sends a status and a text in the framework's way. */
export function refusing<Rest extends readonly unknown[], Result>(
  onRefused: ContractApp['onRefused'],
  answer: (status: number, text: string, ...rest: Rest) => Result,
): { readonly onRefused?: (error: AuthError, ...rest: Rest) => Result } {
  switch (onRefused) {
    case undefined:
      return {}
    case 'throw':
      return {
        onRefused: (error, ..._rest) => {
          throw error
        },
      }
    case 'teapot':
      return { onRefused: (error, ...rest) => answer(418, `refused: ${error.code}`, ...rest) }
  }
}
