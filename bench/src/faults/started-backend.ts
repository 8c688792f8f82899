import { startChild } from '../child.ts'
import type { Memory, Order } from './backend-process.ts'
import type { IssuerAddress, Outcome } from './backend.ts'
import type { LocalCertificate } from './local-certificate.ts'

/** A library in a process of its own. */
export interface StartedBackend {
  /** Verifies all these tokens at once. What has no answer by then `waits`. */
  verify(tokens: readonly string[], boundMs?: number): Promise<readonly Outcome[]>
  /** Starts to verify one token every so often, whether those before it are done or not. */
  verifySteadily(tokens: readonly string[], everyMs: number): Promise<readonly Outcome[]>
  /** Moves its clock. */
  advance(seconds: number): Promise<void>
  readMemory(): Promise<Memory>
  hasEnded(): boolean
  stop(): Promise<void>
}

/** Long enough for anybody's time limit but the longest, 30 s. */
const BOUND_MS = 12_000

export async function startBackend(
  module: string,
  { endpoint, jwksUri, ttlSeconds }: IssuerAddress,
  { environment }: LocalCertificate,
): Promise<StartedBackend> {
  const address = JSON.stringify({ endpoint, jwksUri, ttlSeconds })
  const child = startChild('faults/backend-process', [module, address], [], environment)
  const order = <T>(what: Order): Promise<T> => child.ask<T>(what)
  await child.next<'ready'>()
  return {
    verify: (tokens, boundMs = BOUND_MS) => order({ verify: tokens, boundMs }),
    verifySteadily: (tokens, everyMs) => order({ tokens, verifyEveryMs: everyMs }),
    async advance(seconds) {
      await order({ advanceSeconds: seconds })
    },
    readMemory: () => order<Memory>({ readMemory: true }),
    hasEnded: child.hasEnded,
    stop: child.stop,
  }
}
