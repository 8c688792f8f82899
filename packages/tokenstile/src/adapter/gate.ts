import { ANSWER_OPTIONS, toResponse, type Answer, type AnswerOptions } from '../core/answer.ts'
import type { AnyAuth } from '../core/auth.ts'
import { insideOf, type Admit, type Inside } from '../core/inside.ts'
import { optional, readBoolean, readFunction, readOptions } from '../core/option-readers.ts'
import type { Admission, Verifier } from '../core/verifier.ts'

/** What every adapter's `authenticate` can be told. `OnRefused` takes what its framework hands to a handler. */
export interface GateOptions<OnRefused> extends AnswerOptions, Admission {
  /**
   * Sends another answer than the standard one; the request goes no further. What it throws goes to the framework's own
   * error hooks, the `AuthError` itself too.
   */
  readonly onRefused?: OnRefused
}

/** Where requests come in: who passes, and how a refusal is answered. The same for every framework. */
export interface Gate<OnRefused> {
  /** Finds and verifies the token of a request: at once where nothing has to be fetched. Throws or rejects. */
  readonly admit: (request: Parameters<Admit>[0]) => ReturnType<Admit>
  /** The standard answer to a refusal. What is no `AuthError` is thrown on. */
  readonly answer: (error: unknown) => Answer
  readonly onRefused: OnRefused | undefined
  readonly inside: Inside
}

/** What a gate established for a request: kept beside it, for what the route demands. */
export interface Established {
  readonly auth: AnyAuth | undefined
  readonly inside: Inside
}

/** The same, with how the gate refuses: what is demanded later is refused in the same way. */
export interface Marked<Refuse> extends Established {
  readonly refuse: Refuse
}

/** Opens a gate for an adapter. Throws a `ConfigError` for what is no verifier and for a wrong or unknown option. */
export function openGate<OnRefused extends (...args: never[]) => unknown>(
  verifier: Verifier<AnyAuth>,
  options: GateOptions<OnRefused>,
): Gate<OnRefused> {
  // First: where a framework calls authenticate itself, nobody meant the options.
  const inside = insideOf(verifier)
  const {
    onRefused,
    optional: isOptional,
    allowPreflights,
    ...answer
  } = readOptions<GateOptions<OnRefused>>('authenticate', options, {
    ...ANSWER_OPTIONS,
    optional: optional(readBoolean, false),
    allowPreflights: optional(readBoolean, false),
    onRefused: optional(readFunction<OnRefused>),
  })
  const admission = { optional: isOptional === true, allowPreflights: allowPreflights === true }
  return {
    admit: (request) => inside.admit(request, admission),
    answer: (error) => toResponse(error, answer),
    onRefused,
    inside,
  }
}
