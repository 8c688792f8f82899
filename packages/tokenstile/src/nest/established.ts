import type { ExecutionContext } from '@nestjs/common'
import type { Established } from '../adapter/gate.ts'
import { ConfigError } from '../core/errors.ts'
import type { RegisteredAuth } from '../index.ts'
import { findCarrier } from './call.ts'
import { rulesFor } from './rules.ts'

/**
 * What was established of requests and sockets, kept beside them: Express gives each request a prototype of its own, and
 * every property that is added to such an object costs several microseconds.
 */
const kept = new WeakMap<object, Established>()

/** Keeps it for a request or a socket. */
export function keepEstablished(carrier: object, established: Established): void {
  kept.set(carrier, established)
}

/**
 * Who is calling a handler, for interceptors and for guards that come later; or who made a request, or opened a socket.
 * Undefined where the handler is open, or where nobody has to be there. Throws a `ConfigError` where no guard has looked:
 * nobody may be taken for anonymous by mistake.
 */
export function authOf(source: ExecutionContext | object): RegisteredAuth {
  return isContext(source) ? authOfContext(source) : authOfCarrier(source)
}

/** As `authOf`, of a context. */
export function authOfContext(context: ExecutionContext): RegisteredAuth {
  const isOpen = rulesFor(context.getClass(), context.getHandler()).isPublic
  return isOpen ? (undefined as RegisteredAuth) : authOfCarrier(findCarrier(context))
}

function authOfCarrier(carrier: object): RegisteredAuth {
  const established = kept.get(carrier)
  if (established !== undefined) return established.auth as RegisteredAuth
  throw new ConfigError(
    'authOf',
    'needs TokenstileGuard before it: globally, or with @UseGuards(TokenstileGuard)',
  )
}

function isContext(source: object): source is ExecutionContext {
  return typeof (source as Partial<ExecutionContext>).switchToHttp === 'function'
}
