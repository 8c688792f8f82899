import { createIssuer } from '@tokenstile/issuer'
import { startChild, type Child } from '../child.ts'
import { toTable, toText } from '../markdown-table.ts'
import { median } from '../statistics.ts'
import type { LoadResult, LoadRun } from './load.ts'
import { WHO, type Who } from './server-kinds.ts'
import { FRAMEWORKS } from './servers/frameworks.ts'

/** How long to measure: short runs of all servers of a framework, in turn. */
export interface HttpEffort {
  readonly rounds: number
  readonly seconds: number
}

/** What one server did in one run. */
interface Sample {
  readonly perSecond: number
  readonly cpuMicroseconds: number
}

/** What the three servers of a framework did, round by round. */
export interface HttpSpeed {
  readonly framework: string
  readonly peer: string
  readonly rounds: readonly Readonly<Record<Who, Sample>>[]
}

/** Measures one framework. Each server and the load has a process of its own; a hundred users' tokens go round. */
export async function measureHttp(framework: string, { rounds, seconds }: HttpEffort): Promise<HttpSpeed> {
  const issuer = await createIssuer().listen()
  const load = startChild('http/load', [])
  const servers = new Map<Who, { readonly child: Child; readonly url: string }>()
  try {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        issuer.token({ user: { id: `user-${100 + at}`, roles: ['store:manager'] }, lifetimeSeconds: 7200 }),
      ),
    )
    for (const who of WHO) {
      const child = startChild('http/server', [framework, who, issuer.endpoint])
      const { port } = await child.next<{ port: number }>()
      servers.set(who, { child, url: `http://127.0.0.1:${port}/` })
    }
    const measured: Record<Who, Sample>[] = []
    for (let round = -1; round < rounds; round++) {
      const samples = new Map<Who, Sample>()
      // Each round begins with another, so that what comes first is not always the same.
      for (let turn = 0; turn < WHO.length; turn++) {
        const who = WHO[(Math.max(round, 0) + turn) % WHO.length] as Who
        const { child, url } = servers.get(who) as { child: Child; url: string }
        samples.set(who, await measureRun(child, load, { url, seconds, tokens }))
      }
      // The first round warms them up.
      if (round >= 0) measured.push(Object.fromEntries(samples) as Record<Who, Sample>)
    }
    const { peer } = (await FRAMEWORKS[framework]?.()) ?? { peer: '' }
    return { framework, peer, rounds: measured }
  } finally {
    await Promise.all([load, ...[...servers.values()].map(({ child }) => child)].map((child) => child.stop()))
    await issuer.close()
  }
}

async function measureRun(server: Child, load: Child, run: LoadRun): Promise<Sample> {
  const before = await server.ask<NodeJS.CpuUsage>({})
  const { answers, seconds, refused } = await load.ask<LoadResult>(run)
  const after = await server.ask<NodeJS.CpuUsage>({})
  if (refused > 0 || answers === 0) throw new Error(`${run.url}: ${answers} answers, ${refused} refused`)
  const cpu = after.user + after.system - before.user - before.system
  return { perSecond: answers / seconds, cpuMicroseconds: cpu / answers }
}

/** One row a framework: requests a second, ours and the peer's share of the bare ones, and the server's CPU time. */
export function httpTable(speeds: readonly HttpSpeed[]): string {
  const rows = speeds.map((speed) => [
    speed.framework,
    middle(speed, ({ bare }) => bare.perSecond).toFixed(0),
    toPercent(share(speed, 'ours')),
    toPercent(share(speed, 'peer')),
    speed.peer,
    ...WHO.map((who) => toText(middle(speed, (round) => round[who].cpuMicroseconds))),
  ])
  const head = [
    'framework',
    'bare, requests/s',
    'with us',
    'with the peer',
    'the peer',
    'CPU µs: bare',
    'us',
    'peer',
  ]
  return toTable(head, rows)
}

/** The promise for each framework, kept or not. */
export function httpPromises(speeds: readonly HttpSpeed[]): string {
  const rows = speeds.map((speed) => {
    const ours = share(speed, 'ours')
    return [
      `${speed.framework} with us, beside bare`,
      '≥ 95 %',
      toPercent(ours),
      ours >= 0.95 ? 'kept' : '**not kept**',
    ]
  })
  return toTable(['promise', 'target', 'measured', ''], rows)
}

/** The median of the shares within a round: what slows the machine down slows down both. */
function share(speed: HttpSpeed, who: Who): number {
  return middle(speed, (round) => round[who].perSecond / round.bare.perSecond)
}

function middle({ rounds }: HttpSpeed, read: (round: HttpSpeed['rounds'][number]) => number): number {
  return median(rounds.map(read))
}

function toPercent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}
