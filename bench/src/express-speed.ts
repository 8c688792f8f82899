import { createIssuer } from '@tokenstile/issuer'
import { startChild, type Child } from './child.ts'
import type { LoadResult, LoadRun } from './express-load.ts'
import type { ServerKind } from './express-server.ts'
import { toTable, toText } from './markdown-table.ts'
import { median } from './statistics.ts'
import { verdict } from './verification-speed.ts'

const NAMES: Readonly<Record<ServerKind, string>> = {
  bare: 'Express, no verification',
  idle: 'with an async middleware that does nothing',
  ours: 'with tokenstile',
  'ours-uncached': 'with tokenstile, `cache: false`',
  auth0: 'with express-oauth2-jwt-bearer',
}
const KINDS = Object.keys(NAMES) as ServerKind[]

interface Samples {
  readonly perSecond: number[]
  readonly cpuMicroseconds: number[]
}

export type ExpressSpeed = ReadonlyMap<ServerKind, Samples>

/** How long to measure: short runs of all servers in turn. */
export interface ExpressEffort {
  readonly runs: number
  readonly seconds: number
}

/** Requests a second, each server and the load in a process of its own. A hundred users' tokens go round. */
export async function measureExpress({ runs, seconds }: ExpressEffort): Promise<ExpressSpeed> {
  const issuer = await createIssuer().listen()
  const load = startChild('express-load', [])
  const servers = new Map<ServerKind, { child: Child; url: string }>()
  try {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        issuer.token({ user: { id: `user-${at}`, roles: ['store:manager'] }, lifetimeSeconds: 7200 }),
      ),
    )
    for (const kind of KINDS) {
      const child = startChild('express-server', [kind, issuer.endpoint])
      const { port } = await child.next<{ port: number }>()
      servers.set(kind, { child, url: `http://127.0.0.1:${port}/me` })
    }
    const speed = new Map<ServerKind, Samples>(
      KINDS.map((kind) => [kind, { perSecond: [], cpuMicroseconds: [] }]),
    )
    for (let run = -1; run < runs; run++) {
      for (let turn = 0; turn < KINDS.length; turn++) {
        const kind = KINDS[(Math.max(run, 0) + turn) % KINDS.length] as ServerKind
        const { child, url } = servers.get(kind) as { child: Child; url: string }
        const sample = await measureRun(child, load, { url, seconds, tokens })
        // The first run of each warms it up.
        if (run < 0) continue
        speed.get(kind)?.perSecond.push(sample.perSecond)
        speed.get(kind)?.cpuMicroseconds.push(sample.cpuMicroseconds)
      }
    }
    return speed
  } finally {
    await Promise.all([load, ...[...servers.values()].map(({ child }) => child)].map((child) => child.stop()))
    await issuer.close()
  }
}

async function measureRun(
  server: Child,
  load: Child,
  run: LoadRun,
): Promise<{ perSecond: number; cpuMicroseconds: number }> {
  const before = await server.ask<NodeJS.CpuUsage>({})
  const { answers, seconds, refused } = await load.ask<LoadResult>(run)
  const after = await server.ask<NodeJS.CpuUsage>({})
  if (refused > 0 || answers === 0) throw new Error(`${run.url}: ${answers} answers, ${refused} refused`)
  const cpu = after.user + after.system - before.user - before.system
  return { perSecond: answers / seconds, cpuMicroseconds: cpu / answers }
}

export function expressTable(speed: ExpressSpeed): string {
  const rows = KINDS.map((kind) => [
    NAMES[kind],
    median(speed.get(kind)?.perSecond ?? []).toFixed(0),
    toPercent(share(speed, kind)),
    toText(median(speed.get(kind)?.cpuMicroseconds ?? [])),
  ])
  return toTable(['server', 'requests/s', 'of bare', "server's CPU µs a request"], rows)
}

export function expressPromise(speed: ExpressSpeed): readonly string[] {
  const ours = share(speed, 'ours')
  return ['Express with us, beside bare Express', '≥ 95 %', toPercent(ours), verdict(ours >= 0.95)]
}

function share(speed: ExpressSpeed, kind: ServerKind): number {
  return median(speed.get(kind)?.perSecond ?? []) / median(speed.get('bare')?.perSecond ?? [])
}

function toPercent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}
