import { PATHS } from '../server/paths.ts'
import { checkOptions, type OptionRule, wholeNumber } from '../options/option-rules.ts'

/** How a path is broken: exactly one of these, and for how many requests. */
export interface Breakage {
  /** Answers with this status instead. */
  status?: number
  /** Answers as always, but this much later. */
  delayMs?: number
  /** Announces the whole answer and cuts the connection after so many bytes of its body. */
  truncateAtBytes?: number
  /** Sends the body at this speed. */
  dripBytesPerSecond?: number
  /** Closes the connection without an answer. */
  drop?: true
  /** Answers 200 with a body that is not what it says it is. */
  garbage?: true
  /** How many requests are broken. Default: all, until the path is mended. */
  times?: number
}

export interface Breakages {
  /** Throws a TypeError for a path or a way that there is not. */
  put(path: string, breakage: Breakage): void
  /** Without a path, mends them all. */
  mend(path?: string): void
  /** What to do to a request for the path; counts it. */
  take(path: string): Breakage | undefined
  list(): Readonly<Record<string, Breakage>>
  reset(): void
}

const onlyTrue: OptionRule = { expects: 'true', accepts: (value) => value === true }

export function createBreakages(): Breakages {
  const broken = new Map<string, Breakage>()
  const reset = (): void => broken.clear()
  return {
    put(path, breakage) {
      checkPath(path)
      checkBreakage(breakage)
      broken.set(path, { ...breakage })
    },
    mend: (path) => void (path === undefined ? reset() : broken.delete(path)),
    take(path) {
      const breakage = broken.get(path)
      if (breakage?.times === undefined) return breakage
      if (breakage.times <= 1) broken.delete(path)
      else broken.set(path, { ...breakage, times: breakage.times - 1 })
      return breakage
    },
    list: () => Object.fromEntries(broken),
    reset,
  }
}

function checkPath(path: unknown): void {
  // A slip would break nothing, and a test of an outage would pass without one.
  if (!Object.values<unknown>(PATHS).includes(path)) {
    throw new TypeError(
      `breakPath: path must be one of the issuer's paths; use ${Object.values(PATHS).join(', ')}`,
    )
  }
}

function checkBreakage(breakage: unknown): void {
  checkOptions<Breakage>('breakPath', breakage, {
    status: wholeNumber(200, 599),
    // Beyond it a timer of Node's fires at once.
    delayMs: wholeNumber(0, 2 ** 31 - 1),
    truncateAtBytes: wholeNumber(0),
    dripBytesPerSecond: wholeNumber(1),
    drop: onlyTrue,
    garbage: onlyTrue,
    times: wholeNumber(1),
  })
  const { times, ...ways } = breakage
  if (Object.values(ways).filter((way) => way !== undefined).length !== 1) {
    throw new TypeError(
      'breakPath: say one way; status, delayMs, truncateAtBytes, dripBytesPerSecond, drop or garbage',
    )
  }
}
