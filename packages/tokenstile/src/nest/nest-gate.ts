import type { ArgumentsHost } from '@nestjs/common'
import { openGate, type Gate, type GateOptions } from '../adapter/gate.ts'
import type { AnyAuth } from '../core/auth.ts'
import type { AuthError } from '../core/errors.ts'
import type { Verifier } from '../core/verifier.ts'

/** What Nest hands to `onRefused`: the error, and the way to request and response. */
type OnRefused = (error: AuthError, host: ArgumentsHost) => unknown

/**
 * What a module of Tokenstile is told. `onRefused` is for HTTP alone: it sends another answer, or throws, which goes to the
 * exception filters, the `AuthError` itself too.
 */
export interface TokenstileOptions extends GateOptions<OnRefused> {
  readonly verifier: Verifier<AnyAuth>
}

/** A gate, and the verifier that it asks. */
export interface NestGate extends Gate<OnRefused> {
  readonly verifier: Verifier<AnyAuth>
}

/** The name under which the gate is injected. */
export const GATE: unique symbol = Symbol('tokenstile.gate')

/** Opens the gate. Throws a `ConfigError` for a wrong or unknown option. */
export function openNestGate(options: TokenstileOptions): NestGate {
  const { verifier, ...rest } = Object(options) as TokenstileOptions
  return { ...openGate(verifier, rest), verifier }
}
