// A process of its own: one library. Verifies tokens, moves its clock and tells its memory when asked.
import { readFileSync } from 'node:fs'
import type { Backend, IssuerAddress, Outcome } from './backend.ts'
import { advanceClock, installShiftedClock } from './shifted-clock.ts'

/** What it can be asked. */
export type Order =
  | { readonly verify: readonly string[]; readonly boundMs: number }
  | { readonly verifyEveryMs: number; readonly tokens: readonly string[] }
  | { readonly advanceSeconds: number }
  | { readonly readMemory: true }

export interface Memory {
  readonly nowBytes: number
  /** The most that the process ever held. */
  readonly peakBytes: number
}

installShiftedClock()
const [module, address] = process.argv.slice(2) as [string, string]
const { createBackend } = (await import(`./libraries/${module}.js`)) as {
  createBackend(issuer: IssuerAddress): Backend | Promise<Backend>
}
const backend = await createBackend(JSON.parse(address) as IssuerAddress)
process.on('message', async (order: Order) => process.send?.(await obey(order)))
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function obey(order: Order): Promise<unknown> {
  if ('verify' in order)
    return await Promise.all(order.verify.map((token) => verifyWithin(token, order.boundMs)))
  if ('verifyEveryMs' in order) return await verifySteadily(order.tokens, order.verifyEveryMs)
  if ('readMemory' in order) return readMemory()
  advanceClock(order.advanceSeconds)
  return {}
}

async function verifyWithin(token: string, boundMs: number): Promise<Outcome> {
  const startedAt = process.hrtime.bigint()
  const since = (): number => Number(process.hrtime.bigint() - startedAt) / 1e6
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<'bound'>((resolve) => {
    timer = setTimeout(() => resolve('bound'), boundMs)
  })
  try {
    // In a function of its own: a library may throw before it gives a promise.
    const done = (async () => void (await backend.verify(token)))()
    return { is: (await Promise.race([done, bound])) === 'bound' ? 'waits' : 'passed', ms: since() }
  } catch (error) {
    return { is: 'refused', ms: since(), ...backend.explain(error) }
  } finally {
    clearTimeout(timer)
  }
}

/** Starts a verification every so often, whether those before it are done or not. Gives how long each took. */
async function verifySteadily(tokens: readonly string[], everyMs: number): Promise<readonly Outcome[]> {
  const running: Promise<Outcome>[] = []
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const token = tokens[running.length]
      if (token !== undefined) return void running.push(verifyWithin(token, 60_000))
      clearInterval(timer)
      resolve()
    }, everyMs)
  })
  return await Promise.all(running)
}

function readMemory(): Memory {
  return { nowBytes: process.memoryUsage.rss(), peakBytes: readPeakBytes() }
}

/** Linux counts `maxRSS` from before the program was started, when the process was still a copy of its parent. */
function readPeakBytes(): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kilobytes !== undefined) return Number(kilobytes) * 1024
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}
