import { AuthError } from '../core/errors.ts'

/**
 * Answers a refusal in the way of the gate that let the request through; `rest` is what the framework hands over. What is no
 * refusal, and what answering throws, is a fault of the program and rejects, always as an error. Without `refuse` the request
 * passed no gate, and nothing is answered.
 */
export async function answerRefusal<Rest extends readonly unknown[], Result>(
  error: unknown,
  refuse: ((error: AuthError, ...rest: Rest) => Result) | undefined,
  ...rest: Rest
): Promise<Awaited<Result>> {
  try {
    if (refuse === undefined || !AuthError.is(error)) throw error
    return await refuse(error, ...rest)
  } catch (fault) {
    throw toFault(fault)
  }
}

/** As `answerRefusal`, where the framework takes faults by a callback. */
export async function answerRefusalOr<Rest extends readonly unknown[]>(
  done: (fault: Error) => unknown,
  error: unknown,
  refuse: ((error: AuthError, ...rest: Rest) => unknown) | undefined,
  ...rest: Rest
): Promise<void> {
  try {
    await answerRefusal(error, refuse, ...rest)
  } catch (fault) {
    done(fault as Error)
  }
}

/**
 * What a function of the application threw, as an error: callbacks take a falsy value, and Express 'route' and 'router', for
 * "go on"; Koa and Hono do not hand everything on to their hooks.
 */
function toFault(thrown: unknown): Error {
  if (typeof thrown === 'object' && thrown !== null) return thrown as Error
  return new Error('a function of the application threw what is no error', { cause: thrown })
}
