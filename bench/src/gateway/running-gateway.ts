import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const COMMAND = join(
  dirname(createRequire(import.meta.url).resolve('@tokenstile/gateway/package.json')),
  'dist/command/start.js',
)

/** The gateway as its users start it, in a process of its own. */
export interface RunningGateway {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/** Starts the command with a file, and waits until it listens. Its log goes nowhere. */
export async function startGatewayProcess(endpoint: string, more: object = {}): Promise<RunningGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-bench-'))
  const file = join(folder, 'gateway.yaml')
  const config = {
    issuers: [{ authgear: endpoint }],
    proxy: 'nginx',
    trustedProxies: ['loopback'],
    listen: { port: 0 },
    rules: [
      { path: '/public', anonymous: true },
      { path: '/admin', require: { roles: ['admin'] } },
      { path: '/orders', require: { user: true } },
    ],
    ...more,
  }
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config))
  const child = spawn(process.execPath, [COMMAND, file], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      const found = /listening on [^\n]*:(\d+)\n/.exec(said)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
    void ended.then(() => reject(new Error(`the gateway did not start: ${said}`)))
  })
  return {
    port,
    pid: child.pid as number,
    stop: async () => {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
