import type { ExecutionContext } from '@nestjs/common'
import type { Established } from '../adapter/gate.ts'
import { ConfigError } from '../core/errors.ts'
import type { RegisteredAuth } from '../index.ts'
import { readCall } from './call.ts'
import { rulesFor } from './rules.ts'

/** Where a request or a socket keeps what was established of it. */
const ESTABLISHED = Symbol('tokenstile.established')
type WithMark = { [ESTABLISHED]?: Established }

/** Keeps it there, in one place: each that is added to a request costs. */
export function keepEstablished(carrier: object, established: Established): void {
  ;(carrier as WithMark)[ESTABLISHED] = established
}

/**
 * Who is calling a handler, for interceptors and for guards that come later; or who made a request, or opened a socket.
 * Undefined where the handler is open, or where nobody has to be there. Throws a `ConfigError` where no guard has looked:
 * nobody may be taken for anonymous by mistake.
 */
export function authOf(source: ExecutionContext | object): RegisteredAuth {
  if (isContext(source)) {
    if (rulesFor(source.getClass(), source.getHandler()).isPublic) return undefined as RegisteredAuth
    return authOf(readCall(source).carrier)
  }
  const established = (source as WithMark)[ESTABLISHED]
  if (established !== undefined) return established.auth as RegisteredAuth
  throw new ConfigError(
    'authOf',
    'needs TokenstileGuard before it: globally, or with @UseGuards(TokenstileGuard)',
  )
}

function isContext(source: object): source is ExecutionContext {
  return typeof (source as Partial<ExecutionContext>).switchToHttp === 'function'
}
