/**
 * What a function of the application threw, as an error: callbacks take a falsy value, and Express 'route' and 'router', for
 * "go on"; Koa and Hono do not hand everything on to their hooks.
 */
export function toFault(thrown: unknown): Error {
  if (typeof thrown === 'object' && thrown !== null) return thrown as Error
  return new Error('a function of the application threw what is no error', { cause: thrown })
}
