import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import type { TestContext } from 'node:test'
import { untilListening } from './free-port.ts'

/** A program and what it is given. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
}

// Where Debian keeps servers, which is not in everybody's PATH.
const PATH = [process.env['PATH'], '/usr/sbin', '/usr/local/sbin', '/usr/local/go/bin'].join(delimiter)

/** Which programs are missing on this machine. Where everything has to be there, one that is missing is a failure. */
export function findMissing(programs: readonly string[]): readonly string[] {
  const env = { ...process.env, PATH }
  const missing = programs.filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`], { env }).status !== 0,
  )
  if (missing.length > 0 && process.env['CI'] === 'true') {
    throw new Error(`missing: ${missing.join(', ')}; hint: apt-get install`)
  }
  return missing
}

/** Runs a program to its end, and gives what it printed. */
export function runProgram({ command, args, environment, folder }: Program): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    env: { ...process.env, PATH, ...environment },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}

/** Starts a program that listens on a port, waits until it does, and ends it with the test. */
export async function startProgram(t: TestContext, port: number, program: Program): Promise<void> {
  const { command, args, environment, folder } = program
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const early = ended.then(() => {
    throw new Error(`${command} ended before it listened: ${said}`)
  })
  await Promise.race([untilListening(port), early])
  // An end that comes later is the test's own.
  early.catch(() => {})
}
