import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createIssuer } from '@tokenstile/issuer'
import { startChild, type Child } from '../child.ts'
import { median } from '../statistics.ts'
import { isPass, writeCheckRequest } from './check-request.ts'
import type { GrpcLoad, GrpcRun } from './grpc-load.ts'
import { startGatewayProcess } from './running-gateway.ts'

/** The gateway with its audit log on and off, and a server of grpc-js that gives the same bytes without a thought. */
const WHO = ['audit', 'quiet', 'bare'] as const
type Who = (typeof WHO)[number]

/** Answers a second of each, round by round. */
export type GrpcSpeed = readonly Readonly<Record<Who, number>>[]

/** Measures the gateway as Envoy asks it over gRPC, with tokens that it has seen. */
export async function measureGrpc(rounds: number, seconds: number): Promise<GrpcSpeed> {
  const issuer = await createIssuer().listen({ port: 0 })
  const load = startChild('gateway/grpc-load', [])
  try {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        issuer.token({ user: { id: `user-${100 + at}`, roles: ['store:manager'] }, lifetimeSeconds: 7200 }),
      ),
    )
    const run: Run = { seconds, messages: tokens.map(writeCheckRequest), connections: 2, streams: 16 }
    const answer = (await measureGateway(issuer.endpoint, false, load, { ...run, seconds: 0.2 })).answer
    const measured: Readonly<Record<Who, number>>[] = []
    for (let round = 0; round < rounds; round++) {
      const order = WHO.map((_, turn) => WHO[(round + turn) % WHO.length] as Who)
      const samples: [Who, number][] = []
      for (const who of order) {
        const { perSecond } =
          who === 'bare'
            ? await measureBare(answer, load, run)
            : await measureGateway(issuer.endpoint, who === 'audit', load, run)
        samples.push([who, perSecond])
      }
      measured.push(Object.fromEntries(samples) as Record<Who, number>)
    }
    return measured
  } finally {
    await load.stop()
    await issuer.close()
  }
}

/** The share of the bare server's rate, as the median of the rounds. */
export function grpcShare(speed: GrpcSpeed, who: Who): number {
  return median(speed.map((round) => round[who] / round.bare))
}

/** Rows of the table of rates. */
export function grpcRows(speed: GrpcSpeed): readonly (readonly string[])[] {
  const rate = (who: Who): string => median(speed.map((round) => round[who])).toFixed(0)
  return [
    ['bare grpc-js', rate('bare')],
    ['gateway over gRPC, audit log off', rate('quiet')],
    ['gateway over gRPC, audit log on', rate('audit')],
  ]
}

type Run = Omit<GrpcRun, 'port'>

async function measureBare(answer: string, load: Child, run: Run): Promise<GrpcLoad> {
  const bare = startChild('gateway/grpc-bare', [answer])
  try {
    const { port } = await bare.next<{ port: number }>()
    return await warmThenRun(load, { ...run, port })
  } finally {
    await bare.stop()
  }
}

async function measureGateway(endpoint: string, audit: boolean, load: Child, run: Run): Promise<GrpcLoad> {
  const port = await freePort()
  const more = { proxy: 'envoy', grpc: { port }, log: { audit } }
  const gateway = await startGatewayProcess(endpoint, more)
  try {
    const result = await warmThenRun(load, { ...run, port })
    if (!isPass(result.answer)) throw new Error('a request was refused')
    return result
  } finally {
    await gateway.stop()
  }
}

/** Users have names of one length, so that all passes have one. */
async function warmThenRun(load: Child, run: GrpcRun): Promise<GrpcLoad> {
  await load.ask<GrpcLoad>({ ...run, seconds: run.seconds / 2 })
  const result = await load.ask<GrpcLoad>(run)
  if (!result.isEveryAnswerAlike || result.perSecond === 0) throw new Error('some requests were refused')
  return result
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
