import type { Breakage } from '@tokenstile/issuer'
import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'
import { createControlClient } from './control-client.ts'
import type { ControlOptions } from './control-options.ts'
import { BREAKABLE } from './fault-options.ts'

export interface FaultOptions extends ControlOptions {
  readonly status?: number | undefined
  readonly delay?: number | undefined
  readonly truncate?: number | undefined
  readonly drip?: number | undefined
  readonly drop?: boolean | undefined
  readonly garbage?: boolean | undefined
  readonly times?: number | undefined
  readonly mend?: boolean | undefined
}

type Broken = Readonly<Record<string, Breakage>>

/** Breaks one of the local issuer's pages, mends it, or says what is broken. */
export async function runFault(
  name: string | undefined,
  options: FaultOptions,
  surroundings: Surroundings,
): Promise<void> {
  const control = createControlClient(options, surroundings)
  const path = name === undefined ? undefined : toPath(name)
  const breakage = toBreakage(options)
  const change = (): Promise<Broken> => {
    if (options.mend === true) {
      return control.remove(
        path === undefined ? 'broken-paths' : `broken-paths?path=${encodeURIComponent(path)}`,
      )
    }
    if (path !== undefined) return control.post('broken-paths', { path, ...requireOneWay(breakage) })
    if (Object.keys(breakage).length === 0) return control.get('broken-paths')
    throw new UsageError('what shall be broken?', `name one of ${Object.keys(BREAKABLE).join(', ')}`)
  }
  surroundings.out(describe(await change()))
}

function toPath(name: string): string {
  if (name.startsWith('/')) return name
  const path = Object.hasOwn(BREAKABLE, name) ? BREAKABLE[name] : undefined
  if (path !== undefined) return path
  throw new UsageError(`the issuer has no ${name}`, `name one of ${Object.keys(BREAKABLE).join(', ')}`)
}

function toBreakage({ status, delay, truncate, drip, drop, garbage, times }: FaultOptions): Breakage {
  return {
    ...(status !== undefined && { status }),
    ...(delay !== undefined && { delayMs: delay }),
    ...(truncate !== undefined && { truncateAtBytes: truncate }),
    ...(drip !== undefined && { dripBytesPerSecond: drip }),
    ...(drop === true && { drop: true as const }),
    ...(garbage === true && { garbage: true as const }),
    ...(times !== undefined && { times }),
  }
}

function requireOneWay(breakage: Breakage): Breakage {
  const { times: _, ...ways } = breakage
  const { length } = Object.keys(ways)
  if (length === 1) return breakage
  throw new UsageError(
    length === 0 ? 'broken in which way?' : 'it can be broken in one way at a time',
    'say --status 500, --delay 3s, --drop, --garbage, --truncate 100 or --drip 10; --mend mends it',
  )
}

function describe(broken: Broken): string {
  const lines = Object.entries(broken).map(([path, breakage]) => `${path} ${describeBreakage(breakage)}\n`)
  return lines.length === 0 ? 'nothing is broken\n' : lines.join('')
}

function describeBreakage(breakage: Breakage): string {
  const { status, delayMs, truncateAtBytes, dripBytesPerSecond, drop, times } = breakage
  const way =
    status !== undefined
      ? `answers ${status}`
      : delayMs !== undefined
        ? `answers ${delayMs} ms late`
        : truncateAtBytes !== undefined
          ? `breaks off after ${truncateAtBytes} bytes`
          : dripBytesPerSecond !== undefined
            ? `sends ${dripBytesPerSecond} bytes a second`
            : drop === true
              ? 'closes the connection'
              : 'answers garbage'
  return times === undefined ? `${way} until "tokenstile fault --mend"` : `${way}, ${times} times`
}
