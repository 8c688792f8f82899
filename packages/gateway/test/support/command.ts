import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { GatewayConfig } from '@tokenstile/gateway'
import { temporaryFolder } from './program.ts'

/** The command as people run it: a process of its own. */
export interface RunningCommand {
  readonly url: string
  readonly health: string
  readonly file: string
  readonly folder: string
  readonly process: ChildProcess
  /** The lines of the log so far. */
  log(): readonly Record<string, unknown>[]
  /** Waits for a line of the log that has these fields. */
  logged(fields: Record<string, unknown>, count?: number): Promise<void>
  /** Asks the admin listener. */
  admin(path: string, body?: unknown): Promise<{ readonly status: number; readonly text: string }>
  /** Sends a signal, and gives the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** The command's program. */
export const COMMAND = fileURLToPath(new URL('../../dist/command/start.js', import.meta.url))

/** Starts the command with a file, a health port and an admin socket. It ends with the test. */
export async function startCommand(
  t: TestContext,
  config: GatewayConfig,
  { workers = 1, file }: { readonly workers?: number; readonly file?: string } = {},
): Promise<RunningCommand> {
  const folder = temporaryFolder(t)
  const path = file ?? join(folder, 'gateway.yaml')
  const socket = join(folder, 'admin.sock')
  const whole = { health: { port: 0 }, admin: { socket }, ...config }
  if (file === undefined) writeFileSync(path, JSON.stringify(whole, undefined, 2))
  const child = spawn(process.execPath, [COMMAND, 'start', path, '--workers', String(workers)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  await until(() => out.includes('admin on') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(`did not start: ${err}`)
  const read = (name: string): string => new RegExp(`^${name} on (.*)$`, 'm').exec(out)?.[1] ?? ''
  const log = (): readonly Record<string, unknown>[] =>
    err
      .slice(0, err.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    url: `http://${read('listening')}`,
    health: `http://${read('health')}`,
    file: path,
    folder,
    process: child,
    log,
    logged: (fields, count = 1) =>
      until(() => {
        const entries = Object.entries(fields)
        const found = log().filter((line) => entries.every(([name, value]) => line[name] === value))
        return found.length >= count
      }),
    admin: (path, body) => askAdmin(socket, path, body),
    end: async (signal = 'SIGTERM') => {
      child.kill(signal)
      return (await ended)[0]
    },
  }
}

async function askAdmin(
  socketPath: string,
  path: string,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const asking = request({ socketPath, path, method }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asking.on('error', reject)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Waits until something is so; looks often, and gives up after a while. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${String(isSo)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
