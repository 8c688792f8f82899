/**
 * Whether a value is a promise, also one of another realm or library: `instanceof` would take it for a value.
 */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function'
}
