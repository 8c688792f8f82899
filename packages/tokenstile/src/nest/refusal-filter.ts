import {
  Catch,
  Inject,
  Injectable,
  Optional,
  type ArgumentsHost,
  type ExceptionFilter,
  type Type,
} from '@nestjs/common'
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core'
import type { Answer } from '../core/answer.ts'
import { AuthError } from '../core/errors.ts'
import { GATE, requireGate, type NestGate } from './nest-gate.ts'
import { toGraphqlError, toSocketError } from './refusal-forms.ts'
import { sendOn, type NestResponse } from './response.ts'
import { sendEvent, type Socket } from './socket.ts'

/**
 * Answers refusals: over HTTP as `onRefused` or the standard answer says, in GraphQL with an error that the driver shows, on
 * a socket with the event `exception`. The module registers it for HTTP and GraphQL. For a filter of the application that
 * catches everything: hand refusals on to it, `AuthError.is(error)`.
 */
export class RefusalFilter implements ExceptionFilter<AuthError> {
  // Not a private name of the language: what wraps providers into proxies could not reach it.
  private readonly gate: NestGate
  private readonly platform: HttpAdapterHost

  /** For Nest. Throws a `ConfigError` where the application does not import the module. */
  constructor(gate: NestGate | undefined, platform: HttpAdapterHost) {
    this.gate = requireGate(gate)
    this.platform = platform
  }

  /** Answers, or gives GraphQL the error to show. */
  catch(error: AuthError, host: ArgumentsHost): Error | undefined {
    const answer = this.gate.answer(error)
    switch (host.getType<string>()) {
      case 'graphql':
        return toGraphqlError(error, answer)
      case 'ws':
        return void sendEvent(host.getArgByIndex<Socket>(0), 'exception', toSocketError(answer))
      default:
        return void this.answer(error, answer, host)
    }
  }

  private async answer(error: AuthError, answer: Answer, host: ArgumentsHost): Promise<void> {
    const { httpAdapter } = this.platform
    const { onRefused } = this.gate
    const response = host.getArgByIndex<NestResponse>(1)
    try {
      // A handler that began to answer cannot begin again.
      if (httpAdapter.isHeadersSent(response)) httpAdapter.end(response)
      else if (onRefused === undefined) sendOn(response, answer)
      // What a guard refuses was offered before; here are refusals of handlers.
      else await onRefused(error, host)
    } catch (fault) {
      // oxlint-disable-next-line promise/no-promise-in-callback -- a filter has this method too
      new BaseExceptionFilter(httpAdapter).catch(fault, host)
    }
  }
}

/** Any refusal, also one of the other build. */
const AnyRefusal = matching((thrown) => AuthError.is(thrown))

Injectable()(RefusalFilter)
Catch(AnyRefusal)(RefusalFilter)
Inject(GATE)(RefusalFilter, undefined, 0)
Optional()(RefusalFilter, undefined, 0)
Inject(HttpAdapterHost)(RefusalFilter, undefined, 1)

/** A type for `@Catch` whose instances are what fits. */
export function matching(fits: (thrown: unknown) => boolean): Type {
  return { [Symbol.hasInstance]: fits } as unknown as Type
}
