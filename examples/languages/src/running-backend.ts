import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { findFreePort } from './free-port.ts'
import { installBackend } from './installed-backend.ts'
import type { Backend } from './manifest.ts'
import { environmentOf } from './programs.ts'

/** Where a backend that validates by itself finds its issuer. */
export interface DirectEnvironment {
  readonly ISSUER: string
  readonly AUDIENCE: string
}

/** Where a backend behind the gateway finds who signs for its callers. */
export interface GatewayEnvironment {
  readonly GATEWAY_ISSUER: string
  readonly GATEWAY_JWKS: string
  readonly GATEWAY_AUDIENCE: string
}

/** A backend that listens. */
export interface RunningBackend {
  readonly url: string
  readonly port: number
  /** What it printed so far. */
  output(): string
  stop(): Promise<void>
}

/** A virtual machine on a busy computer takes its time. */
const START_MS = 60_000
const STOP_MS = 5_000

/** Installs a backend, where that is needed, starts it and waits until it listens. Throws where it does not. */
export async function startBackend(
  backend: Backend,
  environment: DirectEnvironment | GatewayEnvironment,
  port?: number,
): Promise<RunningBackend> {
  const folder = await installBackend(backend)
  const chosen = port ?? (await findFreePort())
  const [program = '', ...args] = backend.start.map((part) => part.replaceAll('{port}', String(chosen)))
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...environmentOf(), ...environment, PORT: String(chosen) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  let isOver = false
  const ended = once(child, 'close')
    .catch((error: unknown) => void (said += String(error)))
    .then(() => void (isOver = true))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await Promise.race([ended, setTimeout(STOP_MS, undefined, { ref: false })])
    child.kill('SIGKILL')
    await ended
  }
  for (const end = performance.now() + START_MS; !(await isOpen(chosen)); await setTimeout(50)) {
    if (!isOver && performance.now() < end) continue
    await stop()
    throw new Error(`${backend.name} does not listen on port ${chosen}: ${said}`)
  }
  return { url: `http://127.0.0.1:${chosen}`, port: chosen, output: () => said, stop }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
