import type { ReadConfig } from '../config/read-config.ts'
import { supervise, type Supervised } from '../process/supervise.ts'
import type { Surroundings } from './command-line.ts'

/** Starts a gateway; signals reload and end it. */
export async function start(
  read: () => ReadConfig,
  file: string | undefined,
  workers: number,
  { out }: Surroundings,
): Promise<void> {
  // Who is told to reload before it is there has read the file just now; without a listener the signal would end it.
  let isThere: Supervised | undefined
  process.on('SIGHUP', () => void isThere?.reload())
  const gateway = await supervise(read, file, workers)
  isThere = gateway
  out(`listening on ${gateway.address}\n`)
  if (gateway.grpc !== undefined) out(`grpc on ${gateway.grpc}\n`)
  if (gateway.health !== undefined) out(`health on ${gateway.health}\n`)
  if (gateway.admin !== undefined) out(`admin on ${gateway.admin}\n`)
  if (file === undefined) out('one rule: every path needs a verified token; only this machine may ask\n')
  hearSignals(gateway)
}

function hearSignals(gateway: Supervised): void {
  let isEnding = false
  const end = (patience: 'lame duck' | 'at once') => async (): Promise<void> => {
    // Who asks twice does not want to wait.
    if (isEnding) return process.exit(1)
    isEnding = true
    await gateway.end(patience)
    process.exit(0)
  }
  process.on('SIGTERM', () => void end('lame duck')())
  process.on('SIGINT', () => void end('at once')())
}
