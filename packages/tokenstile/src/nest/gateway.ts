import { Inject, Optional, SetMetadata, UseGuards } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { optional, readFunction, readOptions } from '../core/option-readers.ts'
import { isPromise } from '../core/promise.ts'
import { TokenstileGuard } from './guard.ts'
import { GATE, type NestGate } from './nest-gate.ts'
import { admitSocket, turnAway } from './opened-socket.ts'
import { RefusalFilter } from './refusal-filter.ts'
import { rulesForClass, saying, type Type } from './rules.ts'
import type { Socket } from './socket.ts'

/** Where a gateway looks for a token. */
export interface GatewayOptions<S = object> {
  /**
   * Finds a token that is not in a header of the request that opened the socket, since browsers can set none. With
   * socket.io: `(socket) => socket.handshake.auth.token`. Where it gives none, the headers count.
   */
  readonly token?: (socket: S) => unknown
}

/** The name of the decorator, for the look at what was forgotten. */
export const AUTHENTICATE_GATEWAY = 'AuthenticateGateway'

const GATE_OF_GATEWAY: unique symbol = Symbol('tokenstile.gate')

/** What was put into the place of `handleConnection`. */
const admitting = new WeakSet<object>()

/** Whether sockets of a gateway are admitted before its own `handleConnection`: another may have taken its place. */
export function admitsSockets({ handleConnection }: Partial<Gateway>): boolean {
  return handleConnection !== undefined && admitting.has(handleConnection)
}

/** What a gateway may have of its own, and what is injected into it. */
interface Gateway {
  handleConnection?(socket: Socket, ...rest: unknown[]): unknown
  readonly [GATE_OF_GATEWAY]: NestGate
}

/**
 * Establishes who opens a socket of a gateway, of ws or socket.io, and enforces what its class demands: when the socket is
 * opened, and again with each message. A refusal is told as the event `exception`. A socket that may not be opened is
 * closed before `handleConnection` of the gateway, with 4401, 4403 or 4503; one whose token ends, with 4401. Does NOT
 * refuse the connection itself: while keys are fetched, the socket gets what is sent to all.
 */
export function AuthenticateGateway<S = never>(options: GatewayOptions<S> = {}): ClassDecorator {
  const { token } = readOptions<GatewayOptions<Socket>>(AUTHENTICATE_GATEWAY, options, {
    token: optional(readFunction<(socket: Socket) => unknown>),
  })
  return (target) => {
    const prototype = target.prototype as Gateway
    // The gate asks who is calling; more is demanded by other decorators.
    saying({ name: AUTHENTICATE_GATEWAY, demand: () => undefined })(target)
    UseGuards(TokenstileGuard)(target)
    addFilter(target)
    Inject(GATE)(prototype, GATE_OF_GATEWAY)
    Optional()(prototype, GATE_OF_GATEWAY)

    const { handleConnection } = prototype
    prototype.handleConnection = function (this: Gateway, socket, ...rest) {
      const gate = this[GATE_OF_GATEWAY]
      const goOn = (): unknown => handleConnection?.call(this, socket, ...rest)
      let admission
      try {
        // A class that extends this one may demand more.
        const rules = rulesForClass(this.constructor as Type)
        admission = admitSocket(gate, rules, socket, rest[0], token?.(socket))
      } catch (error) {
        return turnAway(gate, socket, error)
      }
      if (!isPromise(admission)) return goOn()
      return admission.then(goOn, (error: unknown) => turnAway(gate, socket, error))
    }
    admitting.add(prototype.handleConnection)
  }
}

/** Where Nest keeps the filters of a class. It asks the last first: those of the gateway come before this one. */
const FILTERS = '__exceptionFilters__'

function addFilter(type: Parameters<ClassDecorator>[0]): void {
  const others = new Reflector().get<unknown[] | undefined>(FILTERS, type as () => void) ?? []
  SetMetadata(FILTERS, [RefusalFilter, ...others])(type as () => void)
}
