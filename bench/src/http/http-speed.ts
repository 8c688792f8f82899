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

/**
 * Measures one framework. Each server and the load has a process of its own, and a hundred users' tokens go round. A server
 * lives for one run alone: of several that live at the same time, the one that started first is faster for good.
 */
export async function measureHttp(framework: string, { rounds, seconds }: HttpEffort): Promise<HttpSpeed> {
  const issuer = await createIssuer().listen()
  const load = startChild('http/load', [])
  try {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        issuer.token({ user: { id: `user-${100 + at}`, roles: ['store:manager'] }, lifetimeSeconds: 7200 }),
      ),
    )
    const measured: Readonly<Record<Who, Sample>>[] = []
    for (let round = 0; round < rounds; round++) {
      const order = WHO.map((_, turn) => WHO[(round + turn) % WHO.length] as Who)
      measured.push(await measureRound(framework, order, issuer.endpoint, load, { seconds, tokens }))
    }
    const { peer } = (await FRAMEWORKS[framework]?.()) ?? { peer: '' }
    return { framework, peer, rounds: measured }
  } finally {
    await load.stop()
    await issuer.close()
  }
}

async function measureRound(
  framework: string,
  order: readonly Who[],
  endpoint: string,
  load: Child,
  run: Omit<LoadRun, 'url'>,
): Promise<Readonly<Record<Who, Sample>>> {
  const samples: [Who, Sample][] = []
  for (const who of order) {
    const server = startChild('http/server', [framework, who, endpoint])
    try {
      const { port } = await server.next<{ port: number }>()
      const url = `http://127.0.0.1:${port}/`
      // The first run warms it up.
      await measureRun(server, load, { ...run, url, seconds: run.seconds / 2 })
      samples.push([who, await measureRun(server, load, { ...run, url })])
    } finally {
      await server.stop()
    }
  }
  return Object.fromEntries(samples) as Record<Who, Sample>
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
