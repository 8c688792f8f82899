import type { Auth, KeyName, Verifier } from 'tokenstile'
import { inlineFiles } from './config/inline-files.ts'
import type { ReadConfig } from './config/read-config.ts'
import { createKeyMemory } from './process/key-memory.ts'
import { createDistrustList, type DistrustedKey } from './process/distrust-list.ts'
import { openGrpc } from './grpc/grpc-server.ts'
import { createPublicServer } from './server/public-server.ts'
import { createSetup, needsSameVerifier, type Setup, type SetupContext } from './server/setup.ts'
import { DEFAULT_LISTEN, listen, type OpenServer } from './server/listen.ts'
import { keepConnections, toListener, type Listener } from './server/listener.ts'

/** A gateway in this process. */
export interface Gateway {
  /** Where it listens. */
  readonly address: string
  /** Where it serves gRPC; undefined where that is not configured. */
  readonly grpcAddress: string | undefined
  /** The setup that requests get now. */
  current(): Setup
  /**
   * Makes the setup of another configuration, and waits until it has keys, or has waited long enough. Requests get the one
   * before until it is committed. Rejects where the configuration is wrong.
   */
  prepare(read: ReadConfig): Promise<PreparedSetup>
  /** Takes another configuration at once for all requests, or rejects and keeps the one it has. */
  reload(read: ReadConfig): Promise<void>
  /** Stops trusting a key at once and for good, whatever configuration comes later. */
  distrustKey(issuer: string, key: KeyName): void
  /** How many connections are open. */
  countConnections(): number
  /** From now on each answer ends its connection. */
  beginEnding(): void
  /** Takes nothing new, answers what is under way, and ends; cuts what is not answered after `limitMs`. */
  close(limitMs?: number): Promise<void>
}

/** A setup that waits to be used. */
export interface PreparedSetup {
  readonly setup: Setup
  commit(): void
  discard(): void
}

/** What a gateway tells of itself. */
export interface GatewayContext extends SetupContext {
  readonly onFault: (error: unknown) => void
  /** Opens its servers. Default: they listen. */
  readonly open?: OpenServer
}

type AnyVerifier = Verifier<Auth<unknown>>

/** How long a reload waits for the keys of new issuers. */
const WARM_UP_MS = 5_000

/** After this time no request is left that came to a setup before. */
const LEFT_BEHIND_MS = 60_000

/** Starts a gateway. Rejects where the configuration or the place to listen on is wrong, and then leaves nothing open. */
export async function startGateway(
  read: ReadConfig,
  given: GatewayContext,
  distrustedBefore: readonly DistrustedKey[] = [],
): Promise<Gateway> {
  const context = { keyMemory: createKeyMemory(), ...given }
  const distrusted = createDistrustList()
  const leftBehind = new Map<AnyVerifier, NodeJS.Timeout>()
  let isEnding = false
  let setup = createSetup(inlineFiles(read), context)
  for (const { issuer, key } of distrustedBefore) distrusted.add(issuer, key)
  distrusted.applyTo(setup.verifier)
  const listeners = await openListeners(
    () => setup,
    context,
    () => isEnding,
  )

  async function prepare(next: ReadConfig): Promise<PreparedSetup> {
    const inlined = inlineFiles(next)
    const kept = needsSameVerifier(setup.read, inlined) ? setup.verifier : undefined
    const prepared = createSetup(inlined, context, kept)
    const { verifier } = prepared
    if (kept === undefined) {
      distrusted.applyTo(verifier)
      await warmUp(verifier)
    }
    return {
      setup: prepared,
      commit: () => {
        const before = setup.verifier
        // What was distrusted while it waited.
        if (before !== verifier) distrusted.applyTo(verifier)
        setup = prepared
        if (before !== verifier) leave(before)
      },
      discard: () => {
        if (kept === undefined) verifier.close()
      },
    }
  }

  /** Requests that wait for keys still need it. */
  function leave(verifier: AnyVerifier): void {
    const close = (): void => {
      leftBehind.delete(verifier)
      verifier.close()
    }
    leftBehind.set(verifier, setTimeout(close, LEFT_BEHIND_MS).unref())
  }

  return {
    address: (listeners[0] as Listener).address,
    grpcAddress: listeners[1]?.address,
    current: () => setup,
    prepare,
    reload: async (next) => (await prepare(next)).commit(),
    distrustKey: (issuer, key) => {
      setup.verifier.distrustKey(issuer, key)
      distrusted.add(issuer, key)
      for (const verifier of leftBehind.keys()) distrusted.applyTo(verifier)
    },
    countConnections: () => listeners.reduce((sum, one) => sum + one.countConnections(), 0),
    beginEnding: () => {
      isEnding = true
    },
    close: async (limitMs) => {
      isEnding = true
      const cut = (): void => listeners.forEach((one) => one.cut())
      const limit = limitMs === undefined ? undefined : setTimeout(cut, limitMs)
      await Promise.all(listeners.map((one) => one.close()))
      clearTimeout(limit)
      for (const [verifier, timer] of leftBehind) {
        clearTimeout(timer)
        verifier.close()
      }
      setup.verifier.close()
    },
  }
}

/** All that requests come in by. Opens all or none. */
async function openListeners(
  current: () => Setup,
  { onFault, open = (server, at) => listen(server, at) }: GatewayContext,
  isEnding: () => boolean,
): Promise<readonly Listener[]> {
  const { config } = current().read
  const server = createPublicServer(current, onFault, isEnding)
  const opened: Listener[] = []
  try {
    const connections = keepConnections(server)
    opened.push(toListener(server, connections, await open(server, config.listen ?? DEFAULT_LISTEN, 'http')))
    if (config.grpc !== undefined) opened.push(await openGrpc(config.grpc, open, current, onFault, isEnding))
    return opened
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()))
    current().verifier.close()
    throw error
  }
}

/** An issuer that does not answer keeps no configuration away: it is told by events. */
async function warmUp(verifier: AnyVerifier): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WARM_UP_MS)
  })
  await Promise.race([verifier.warmUp().catch(() => {}), limit])
  clearTimeout(timer)
}
