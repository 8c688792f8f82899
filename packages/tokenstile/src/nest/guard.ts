import { Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { AuthError } from '../core/errors.ts'
import { andThen, isPromise } from '../core/promise.ts'
import { handOn } from './application-filter.ts'
import { readCall } from './call.ts'
import { establish, meetAll } from './enforce.ts'
import { GATE, requireGate, type NestGate } from './nest-gate.ts'
import { setHeaders } from './response.ts'
import { rulesFor, type Rules } from './rules.ts'

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
      const rules = rulesFor(context.getClass(), context.getHandler())
      const passing = rules.isPublic || this.pass(context, rules)
      return isPromise(passing) ? passing.catch((error: unknown) => this.refuse(error, context)) : passing
    } catch (error) {
      return this.refuse(error, context)
    }
  }

  private pass(context: ExecutionContext, { demands }: Rules): boolean | Promise<boolean> {
    const call = readCall(context)
    return andThen(establish(this.gate, call), ({ established, responseHeaders }) => {
      if (context.getType() === 'http') setHeaders(context.getArgByIndex(1), responseHeaders)
      return andThen(meetAll(demands, established, call), () => ((context as WithMark)[PASSED] = true))
    })
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

Injectable()(TokenstileGuard)
Inject(GATE)(TokenstileGuard, undefined, 0)
Optional()(TokenstileGuard, undefined, 0)
