import type { ArgumentsHost } from '@nestjs/common'
import { openGate, type Gate, type GateOptions } from '../adapter/gate.ts'
import type { AnyAuth } from '../core/auth.ts'
import { ConfigError, type AuthError } from '../core/errors.ts'
import { isPlainObject } from '../core/plain-object.ts'
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
  const { verifier, ...rest } = readPlain(options)
  return { ...openGate(verifier, rest), verifier }
}

/** Options of which one is taken out before the others are read: what an instance inherits would be lost. */
export function readPlain<T extends object>(options: T): T {
  if (typeof options === 'object' && options !== null && isPlainObject(options)) return options
  throw new ConfigError('TokenstileModule', 'expected a plain object of options')
}

/** The gate that was injected. Throws a `ConfigError` where the application does not import the module. */
export function requireGate(gate: NestGate | undefined): NestGate {
  if (gate !== undefined) return gate
  throw new ConfigError(
    'TokenstileModule',
    'is not imported; the root module needs TokenstileModule.forRoot()',
  )
}
