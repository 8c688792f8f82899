import type { KeyName, VerifierHealth } from 'tokenstile'
import { startGateway, type Gateway, type PreparedSetup } from '../gateway.ts'
import type { Log } from '../observe/log.ts'
import type { Sample } from '../observe/metric-table.ts'
import { createObserver } from '../observe/observer.ts'
import type { Tallies } from '../observe/tallies.ts'
import { explainQuestion, type Explained, type Question } from '../server/explain-question.ts'
import { listen, type Addresses, type OpenServer } from '../server/listen.ts'
import { createDistrustList } from './distrust-list.ts'
import { createKeyMemory, type RememberedKeys } from './key-memory.ts'
import { readOrder, type Order } from './order.ts'

/** One who answers requests: in this process or in another one. */
export interface Member {
  /** Makes all that an order asks for, without using it. Rejects where it cannot be made. */
  prepare(order: Order): Promise<void>
  /** Uses what was prepared; opens the listeners the first time. Gives where it listens. */
  commit(): Promise<Addresses>
  discard(): Promise<void>
  distrustKey(issuer: string, key: KeyName): Promise<void>
  explain(question: Question): Promise<Explained>
  samples(): Promise<readonly Sample[]>
  health(): Promise<MemberHealth>
  /** From now on each answer ends its connection. */
  beginEnding(): Promise<void>
  /** Takes nothing new, answers what is under way, and is done; cuts what is not answered in time. */
  end(limitMs: number): Promise<void>
}

/** How a member is. */
export interface MemberHealth {
  readonly connections: number
  readonly issuers: readonly { readonly issuer: string; readonly state: VerifierHealth['state'] }[]
}

/** The methods of a member, for those who call them from afar. */
export const MEMBER_METHODS: readonly (keyof Member)[] = [
  'prepare',
  'commit',
  'discard',
  'distrustKey',
  'explain',
  'samples',
  'health',
  'beginEnding',
  'end',
]

/** A member in this process. */
export function createMember(
  log: Log,
  tallies: Tallies,
  onKeys: (keys: RememberedKeys) => void,
  openServer: OpenServer = (server, at) => listen(server, at),
): Member {
  const keyMemory = createKeyMemory(onKeys)
  const early = createDistrustList()
  const observer = createObserver(log, tallies)
  let gateway: Gateway | undefined
  let prepared: { readonly order: Order; readonly setup: PreparedSetup | undefined } | undefined
  let warming: NodeJS.Timeout | undefined

  function requireGateway(): Gateway {
    if (gateway === undefined) throw new Error('not started yet')
    return gateway
  }

  async function open(order: Order): Promise<Gateway> {
    const context = { ...observer.context, keyMemory, open: openServer }
    const opened = await startGateway(readOrder(order), context, early.all())
    warmUp(opened)
    return opened
  }

  /** Asks for the keys before the first token comes, and again until there are some. */
  function warmUp(opened: Gateway): void {
    opened
      .current()
      .verifier.warmUp()
      .catch(() => {
        warming = setTimeout(() => warmUp(opened), WARM_UP_AGAIN_MS).unref()
      })
  }

  return {
    prepare: async (order) => {
      for (const keys of order.keys) keyMemory.take(keys)
      for (const { issuer, key } of order.distrusted) early.add(issuer, key)
      prepared = { order, setup: await gateway?.prepare(readOrder(order)) }
    },
    commit: async () => {
      if (prepared === undefined) throw new Error('nothing is prepared')
      const { order, setup } = prepared
      prepared = undefined
      observer.use(order.config.log, Buffer.from(order.hashKey, 'base64'))
      gateway ??= await open(order)
      setup?.commit()
      return { http: gateway.address, grpc: gateway.grpcAddress }
    },
    discard: async () => {
      prepared?.setup?.discard()
      prepared = undefined
    },
    distrustKey: async (issuer, key) => {
      if (gateway === undefined) early.add(issuer, key)
      else gateway.distrustKey(issuer, key)
    },
    explain: async (question) => explainQuestion(question, requireGateway().current()),
    samples: async () => [...tallies.samples(), ...stateSamples(gateway)],
    health: async () => ({
      connections: gateway?.countConnections() ?? 0,
      issuers: gateway === undefined ? [] : readIssuers(gateway),
    }),
    beginEnding: async () => gateway?.beginEnding(),
    end: async (limitMs) => {
      clearTimeout(warming)
      await gateway?.close(limitMs)
      log.flush()
    },
  }
}

/** The issuer's own meter and backoff hold beside it. */
const WARM_UP_AGAIN_MS = 2_000

function readIssuers(gateway: Gateway): MemberHealth['issuers'] {
  return gateway
    .current()
    .verifier.health()
    .issuers.map(({ issuer, state }) => ({ issuer, state }))
}

function plain(metric: Sample['metric'], value: number): Sample {
  return { metric, labels: {}, value }
}

function stateSamples(gateway: Gateway | undefined): readonly Sample[] {
  const { user, system } = process.cpuUsage()
  return [
    plain('tokenstile_gateway_resident_memory_bytes', process.memoryUsage.rss()),
    plain('tokenstile_gateway_cpu_seconds_total', (user + system) / 1e6),
    plain('tokenstile_gateway_connections', gateway?.countConnections() ?? 0),
    ...(gateway === undefined ? [] : readIssuers(gateway)).map((labels): Sample => ({
      metric: 'tokenstile_gateway_issuers',
      labels,
      value: 1,
    })),
  ]
}
