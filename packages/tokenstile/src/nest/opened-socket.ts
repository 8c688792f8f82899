import { Logger } from '@nestjs/common'
import { AuthError, ConfigError } from '../core/errors.ts'
import { andThen } from '../core/promise.ts'
import { closeOnEnd } from '../node/close-on-end.ts'
import { rememberCall, type NestRequest } from './call.ts'
import { letIn } from './enforce.ts'
import type { NestGate } from './nest-gate.ts'
import { toSocketError } from './refusal-forms.ts'
import type { Rules } from './rules.ts'
import { closeSocket, isOpen, isPlain, sendEvent, toServedSocket, type Socket } from './socket.ts'

/** Where a socket keeps that it is closed when its token ends: several gateways may share it. */
const WATCHED = Symbol('tokenstile.watched')
type WithMark = { [WATCHED]?: true }

/** Lets a socket in that was just opened, until its token ends. Throws or rejects with the refusal. */
export function admitSocket(
  gate: NestGate,
  { demands }: Rules,
  socket: Socket,
  opening: unknown,
  token: unknown,
): void | Promise<void> {
  const call = rememberCall(socket, readOpening(socket, opening), token)
  return andThen(letIn(gate, call, demands), ({ auth }) => {
    if (auth === undefined || !isOpen(socket) || (socket as WithMark)[WATCHED]) return
    ;(socket as WithMark)[WATCHED] = true
    closeOnEnd(gate.verifier, auth, toServedSocket(socket))
  })
}

/** The request that opened a socket: ws hands it over beside the socket, socket.io keeps it. */
function readOpening(socket: Socket, opening: unknown): NestRequest {
  const request = (isPlain(socket) ? opening : socket.request) as Partial<NestRequest> | undefined
  if (request?.headers !== undefined) return request as NestRequest
  throw new ConfigError(
    'AuthenticateGateway',
    'needs an adapter that hands over the request that opened a socket',
  )
}

/** RFC 6455 §7.4: the range for applications, after the status of HTTP. */
const CLOSE_CODES = 4000
/** RFC 6455 §7.4.1: a server met an unexpected condition. */
const INTERNAL_ERROR = 1011

/** Closes a socket that may not be opened; says why where that is for the client to know. */
export function turnAway(gate: NestGate, socket: Socket, error: unknown): void {
  if (AuthError.is(error)) {
    const answer = gate.answer(error)
    const told = toSocketError(answer)
    sendEvent(socket, 'exception', told)
    return closeSocket(socket, CLOSE_CODES + answer.status, told.code)
  }
  // Nest has no hook for what fails here: it would end the process.
  new Logger('AuthenticateGateway').error(error)
  closeSocket(socket, INTERNAL_ERROR, '')
}
