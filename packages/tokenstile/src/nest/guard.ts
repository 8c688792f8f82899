import { Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { AuthError } from '../core/errors.ts'
import { isPromise } from '../core/promise.ts'
import type { Authenticated } from '../core/verifier.ts'
import { handOn } from './application-filter.ts'
import { readCall } from './call.ts'
import { letIn } from './enforce.ts'
import { GATE, requireGate, type NestGate } from './nest-gate.ts'
import { setHeaders } from './response.ts'
import { rulesFor } from './rules.ts'

/** Where a context keeps that its caller has passed. */
const PASSED = Symbol('tokenstile.passed')
type WithMark = { [PASSED]?: true }

/**
 * Establishes who is calling and enforces what the handler and its class demand, in contexts of HTTP, GraphQL and
 * WebSockets. Throws the `AuthError` of a refusal. Stands before every handler, unless the module is told otherwise: then
 * `@UseGuards(TokenstileGuard)`, and every decorator that demands something, put it there.
 */
export class TokenstileGuard implements CanActivate {
  // Not a private name of the language: what wraps providers into proxies could not reach it.
  private readonly gate: NestGate

  /** For Nest. Throws a `ConfigError` where the application does not import the module. */
  constructor(gate?: NestGate) {
    this.gate = requireGate(gate)
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    // Nest has one list of guards for a call, and each decorator that demands something put this one into it.
    if ((context as WithMark)[PASSED] === true) return true
    try {
      const { isPublic, demands } = rulesFor(context.getClass(), context.getHandler())
      if (isPublic) return true
      const admitted = letIn(this.gate, readCall(context), demands)
      if (!isPromise(admitted)) return pass(context, admitted)
      return admitted.then(
        (later) => pass(context, later),
        (error: unknown) => this.refuse(error, context),
      )
    } catch (error) {
      return this.refuse(error, context)
    }
  }

  /** A refusal over HTTP may be answered by `onRefused`: then nothing more happens to the request. */
  private async refuse(error: unknown, context: ExecutionContext): Promise<never> {
    const { onRefused } = this.gate
    if (!AuthError.is(error) || onRefused === undefined || context.getType() !== 'http') throw error
    try {
      await onRefused(error, context)
    } catch (fault) {
      throw handOn(fault)
    }
    return new Promise(() => undefined)
  }
}

function pass(context: ExecutionContext, { responseHeaders }: Authenticated<unknown>): true {
  if (context.getType() === 'http') setHeaders(context.getArgByIndex(1), responseHeaders)
  return ((context as WithMark)[PASSED] = true)
}

Injectable()(TokenstileGuard)
Inject(GATE)(TokenstileGuard, undefined, 0)
Optional()(TokenstileGuard, undefined, 0)
