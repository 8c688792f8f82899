import { createIssuer } from '@tokenstile/issuer'
import { startChild, type Child } from '../child.ts'
import { toTable } from '../markdown-table.ts'
import { median } from '../statistics.ts'
import { grpcRows, grpcShare, type GrpcSpeed } from './grpc-speed.ts'
import type { GatewayLoad, GatewayRun } from './load.ts'
import { startGatewayProcess } from './running-gateway.ts'

/** The bare server, the gateway with its audit log off, and with it on. */
const WHO = ['bare', 'quiet', 'audit'] as const
type Who = (typeof WHO)[number]

/** What was measured of the gateway. */
export interface GatewaySpeed {
  readonly rounds: readonly Readonly<Record<Who, number>>[]
  /** At half of the greatest rate, with the audit log on. */
  readonly p99Ms: number
  readonly halfRate: number
  readonly coldStartsMs: readonly number[]
}

/** Measures the gateway as nginx asks it, with tokens that it has seen, beside a server that answers nothing. */
export async function measureGateway(rounds: number, seconds: number): Promise<GatewaySpeed> {
  const issuer = await createIssuer().listen({ port: 0 })
  const load = startChild('gateway/load', [])
  try {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        issuer.token({ user: { id: `user-${100 + at}`, roles: ['store:manager'] }, lifetimeSeconds: 7200 }),
      ),
    )
    const measured: Readonly<Record<Who, number>>[] = []
    for (let round = 0; round < rounds; round++) {
      const order = WHO.map((_, turn) => WHO[(round + turn) % WHO.length] as Who)
      const samples: [Who, number][] = []
      for (const who of order) {
        samples.push([who, await measureOne(who, issuer.endpoint, load, { seconds, tokens })])
      }
      measured.push(Object.fromEntries(samples) as Record<Who, number>)
    }
    const halfRate = Math.floor(median(measured.map(({ audit }) => audit)) / 2)
    const p99Ms = await measureHalf(issuer.endpoint, load, { seconds: seconds * 3, tokens, rate: halfRate })
    const coldStartsMs: number[] = []
    for (let at = 0; at < 7; at++)
      coldStartsMs.push(await measureColdStart(issuer.endpoint, tokens[0] as string))
    return { rounds: measured, halfRate, p99Ms, coldStartsMs }
  } finally {
    await load.stop()
    await issuer.close()
  }
}

type Run = Omit<GatewayRun, 'port'>

/** Every server lives for one run alone, and the first half of a run warms it up. */
async function measureOne(who: Who, endpoint: string, load: Child, run: Run): Promise<number> {
  if (who === 'bare') {
    const bare = startChild('gateway/bare', [])
    try {
      const { port } = await bare.next<{ port: number }>()
      return (await warmThenRun(load, { ...run, port })).perSecond
    } finally {
      await bare.stop()
    }
  }
  const gateway = await startGatewayProcess(endpoint, { log: { audit: who === 'audit' } })
  try {
    return (await warmThenRun(load, { ...run, port: gateway.port })).perSecond
  } finally {
    await gateway.stop()
  }
}

async function measureHalf(endpoint: string, load: Child, run: Run): Promise<number> {
  const gateway = await startGatewayProcess(endpoint)
  try {
    return (await warmThenRun(load, { ...run, port: gateway.port })).p99Ms
  } finally {
    await gateway.stop()
  }
}

async function warmThenRun(load: Child, run: GatewayRun): Promise<GatewayLoad> {
  await load.ask<GatewayLoad>({ ...run, seconds: run.seconds / 2 })
  const result = await load.ask<GatewayLoad>(run)
  if (result.refused > 0 || result.perSecond === 0) throw new Error(`${result.refused} were refused`)
  return result
}

/** From the start of the command to the first answer that says who is calling. */
async function measureColdStart(endpoint: string, token: string): Promise<number> {
  const begin = performance.now()
  const gateway = await startGatewayProcess(endpoint)
  try {
    const { status } = await fetch(`http://127.0.0.1:${gateway.port}/verify`, {
      headers: {
        'x-forwarded-method': 'GET',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'api.example',
        'x-forwarded-uri': '/orders',
        authorization: `Bearer ${token}`,
      },
    })
    if (status !== 200) throw new Error(`the first answer was ${status}`)
    return performance.now() - begin
  } finally {
    await gateway.stop()
  }
}

/** What was promised, and whether it was kept. */
export function gatewayPromises(
  { rounds, p99Ms, halfRate, coldStartsMs }: GatewaySpeed,
  grpc: GrpcSpeed,
): string {
  const share = (who: Who): number => median(rounds.map((round) => round[who] / round.bare))
  const cold = median(coldStartsMs)
  return toTable(
    ['promise', 'target', 'measured', ''],
    [
      [
        'HTTP beside bare `node:http`, audit log off',
        '≥ 80 %',
        toPercent(share('quiet')),
        kept(share('quiet') >= 0.8),
      ],
      ['the same with the audit log on', '', toPercent(share('audit')), ''],
      [
        'gRPC beside a bare answer of grpc-js, audit log off',
        '≥ 80 %',
        toPercent(grpcShare(grpc, 'quiet')),
        kept(grpcShare(grpc, 'quiet') >= 0.8),
      ],
      ['the same with the audit log on', '', toPercent(grpcShare(grpc, 'audit')), ''],
      [`p99 at half of the greatest rate (${halfRate} requests/s)`, '< 5 ms', `${p99Ms} ms`, kept(p99Ms < 5)],
      ['cold start to the first verified answer', '< 1 s', `${cold.toFixed(0)} ms`, kept(cold < 1000)],
    ],
  )
}

/** Requests a second, the median of the rounds. */
export function gatewayTable({ rounds }: GatewaySpeed, grpc: GrpcSpeed): string {
  const rate = (who: Who): string => median(rounds.map((round) => round[who])).toFixed(0)
  return toTable(
    ['server', 'requests/s'],
    [
      ['bare `node:http`', rate('bare')],
      ['gateway, audit log off', rate('quiet')],
      ['gateway, audit log on', rate('audit')],
      ...grpcRows(grpc),
    ],
  )
}

const kept = (is: boolean): string => (is ? 'kept' : '**not kept**')
const toPercent = (value: number): string => `${(value * 100).toFixed(1)} %`
