import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { generateEnvoy } from '../../dist/generate/envoy.js'
import type { GatewayConfig } from '@tokenstile/gateway'
import { freePort, startProgram, temporaryFolder } from '../support/program.ts'

/** Starts a real Envoy with the configuration that the gateway prints. Gives its port. */
export async function startEnvoy(
  t: TestContext,
  program: string,
  config: GatewayConfig,
  backend: string,
  change: (text: string) => string = (text) => text,
): Promise<number> {
  const port = await freePort()
  const file = join(temporaryFolder(t), 'envoy.yaml')
  writeFileSync(file, change(generateEnvoy(config, { listen: `127.0.0.1:${port}`, backend })))
  const quiet = ['--log-level', 'error', '--concurrency', '1', '--disable-hot-restart', '--drain-time-s', '1']
  await startProgram(t, port, program, ['-c', file, ...quiet])
  return port
}
