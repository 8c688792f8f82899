import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '../child.ts'
import { toTable } from '../markdown-table.ts'
import type { DistinctLoad, DistinctSaid } from './distinct-load.ts'
import { startGatewayProcess } from './running-gateway.ts'

/** What the gateway's process held, minute by minute. */
export interface GatewayMemory {
  readonly tokens: number
  readonly minutes: number
  /** MiB, the most of each tenth of the run. */
  readonly tenths: readonly number[]
}

/** Growth from the third tenth, when every cache is full and all code is compiled, to the last: more is a leak. */
const FLAT = 1.1

/** Asks a gateway with tokens that are all different, at a steady pace, and watches its memory from outside. */
export async function measureMemory(tokens: number, minutes: number): Promise<GatewayMemory> {
  const load = startChild('gateway/distinct-load', [])
  try {
    const { jwk, issuer } = (await load.next<DistinctSaid>()) as { jwk: object; issuer: string }
    const issuers = [{ issuer, audience: issuer, keys: { jwks: { keys: [jwk] } } }]
    const gateway = await startGatewayProcess(issuer, { issuers })
    try {
      const order: DistinctLoad = { port: gateway.port, tokens, perSecond: tokens / (minutes * 60) }
      const ended = load.ask<DistinctSaid>(order).then((said) => ({ said }))
      const samples: number[] = []
      for (;;) {
        const first = await Promise.race([ended, sleep(500)])
        if (first !== undefined) {
          const refused = 'refused' in first.said ? first.said.refused : Number.NaN
          if (refused !== 0) throw new Error(`${refused} tokens were refused`)
          return { tokens, minutes, tenths: toTenths(samples) }
        }
        samples.push(readMemoryMib(gateway.pid))
      }
    } finally {
      await gateway.stop()
    }
  } finally {
    await load.stop()
  }
}

/** Whether it was flat. */
function isFlat({ tenths }: GatewayMemory): boolean {
  return (tenths.at(-1) as number) <= (tenths[2] as number) * FLAT
}

/** One row: what it held in each tenth of the run. */
export function memoryTable(memory: GatewayMemory): string {
  const { tokens, minutes, tenths } = memory
  const verdict = isFlat(memory) ? 'kept' : '**not kept**'
  const title = `Memory (MiB), ${tokens.toLocaleString('en')} different tokens in ${minutes} minutes`
  return toTable(
    [title, ...tenths.map((_, at) => `${at + 1}`), 'flat'],
    [['the most in each tenth', ...tenths.map((mib) => mib.toFixed(0)), verdict]],
  )
}

function toTenths(samples: readonly number[]): readonly number[] {
  const size = samples.length / 10
  return Array.from({ length: 10 }, (_, at) =>
    Math.max(...samples.slice(Math.floor(at * size), Math.max(Math.floor((at + 1) * size), at + 1))),
  )
}

function readMemoryMib(pid: number): number {
  const kib = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}
