import type { AnyAuth } from '../core/auth.ts'
import type { AuthError } from '../core/errors.ts'
import type { Admitted } from '../core/inside.ts'
import { isPromise } from '../core/promise.ts'
import { answerRefusalOr } from './answer-refusal.ts'
import type { Demand } from './demand.ts'
import type { Gate, Marked } from './gate.ts'
import { sendAnswer, type NodeResponse } from './node-answer.ts'
import { readNodeHeaders, type NodeHeaders } from './node-headers.ts'

/** The part of a request that is read. */
export interface MiddlewareRequest extends NodeHeaders {
  readonly method?: string | undefined
  readonly url?: string | undefined
}

/** A middleware as Express and Connect call it, typed by what it touches. */
export type MiddlewareOf<Request> = (request: Request, response: NodeResponse, next: Next) => unknown

type Next = (error?: unknown) => void

/** Answers a refusal. What it throws goes to `next(error)`. */
export type Refuse<Request> = (error: AuthError, request: Request, response: NodeResponse) => unknown

/**
 * Kept beside the requests: Express gives each a prototype of its own, and every property that is added to such an object
 * costs several microseconds.
 */
const established = new WeakMap<object, Marked<Refuse<never>>>()

/** Makes the middleware that lets a request through a gate and places what its framework's users look for on it. */
export function establish<Request extends MiddlewareRequest>(
  { admit, answer, inside, onRefused }: Gate<Refuse<Request>>,
  place: (request: Request, auth: AnyAuth | undefined) => void,
): MiddlewareOf<Request> {
  const refuse: Refuse<Request> = onRefused ?? ((error, _, response) => sendAnswer(response, answer(error)))

  function pass(admitted: Admitted, request: Request, response: NodeResponse, next: Next): void {
    const { auth, responseHeaders } = admitted
    for (const name in responseHeaders) response.setHeader(name, responseHeaders[name] as string)
    established.set(request, { auth, inside, refuse })
    place(request, auth)
    next()
  }

  return (request, response, next) => {
    const fail = (error: unknown): Promise<void> => answerRefusalOr(next, error, refuse, request, response)
    let admitted
    try {
      const { method, url } = request
      admitted = admit({ method, url, headers: readNodeHeaders(request) })
    } catch (error) {
      return fail(error)
    }
    // A token that was seen before passes without a detour through the queue of promises.
    if (!isPromise(admitted)) return pass(admitted, request, response, next)
    return Promise.resolve(admitted).then((later) => pass(later, request, response, next), fail)
  }
}

/** Makes the middleware that enforces a demand behind {@link establish}; without, it is a fault of the program. */
export function enforce<Request extends MiddlewareRequest>(demand: Demand): MiddlewareOf<Request> {
  return (request, response, next) => {
    const marked = established.get(request)
    const pass = (): void => next()
    // The gate took this very request.
    const refuse = marked?.refuse as Refuse<Request> | undefined
    const fail = (error: unknown): Promise<void> => answerRefusalOr(next, error, refuse, request, response)
    let demanding
    try {
      demanding = demand(marked, request)
    } catch (error) {
      return fail(error)
    }
    return isPromise(demanding) ? Promise.resolve(demanding).then(pass, fail) : pass()
  }
}
