import type { ReadConfig } from '../config/read-config.ts'
import { startGateway } from '../gateway.ts'
import { findResolverWarnings } from '../resolver/start-warnings.ts'
import type { Surroundings } from './command-line.ts'

/** Starts a gateway, and ends it on a signal. */
export async function start(
  read: () => ReadConfig,
  _file: string | undefined,
  _workers: number,
  { out, err }: Surroundings,
): Promise<void> {
  const config = read()
  for (const sentence of findResolverWarnings(config.config)) err(`warning: ${sentence}\n`)
  const gateway = await startGateway(config, { onDecision: () => {}, onEvent: () => {}, onFault: () => {} })
  out(`listening on ${gateway.address}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void gateway.close())
}
