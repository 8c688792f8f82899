/** Keeps a promise that nobody waits for from ending the process when it rejects. */
export function dropPromise(value: unknown): void {
  if (isPromise(value)) Promise.resolve(value).catch(() => undefined)
}

/**
 * Whether a value is a promise, also one of another realm or library: `instanceof` would take it for a value.
 */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function'
}

/** Makes a promise of a step that may answer or throw at once. */
export function toPromise<T>(run: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve) => resolve(run()))
}

/** Runs a step; what it throws at once, or rejects with later, goes to `recover`. */
export function orElse<T>(run: () => T | PromiseLike<T>, recover: (error: unknown) => never): T | Promise<T> {
  try {
    const result = run()
    return isPromise(result) ? Promise.resolve(result).catch(recover) : result
  } catch (error) {
    return recover(error)
  }
}

/** Goes on with a value: at once, or when its promise is fulfilled. */
export function andThen<T, R>(
  value: T | PromiseLike<T>,
  step: (value: T) => R | PromiseLike<R>,
): R | Promise<R> {
  return isPromise(value) ? Promise.resolve(value).then(step) : (step(value) as R | Promise<R>)
}
