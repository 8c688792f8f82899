import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../dist/start.js', import.meta.url))

/** The example as a process of its own, as `npm start` runs it. */
export interface Example {
  /** What it printed until it said that it is ready; everything that it printed where it ended before. */
  readonly output: string
  readonly url: (name: 'issuer' | 'API') => URL
  stop(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/** Starts the example on free ports, or on these, and waits until it is ready or ended. Ends it with the test. */
export async function startExample(t: TestContext, ports: NodeJS.ProcessEnv = {}): Promise<Example> {
  const env = { ...process.env, PORT: '0', ISSUER_PORT: '0', ...ports }
  const child = spawn(process.execPath, [START], { env })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  t.after(() => child.kill('SIGKILL'))
  let output = ''
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (output.includes('Ctrl-C')) resolve()
    })
  })
  child.stderr.on('data', (chunk) => (output += chunk))
  await Promise.race([ready, ended])
  return {
    output,
    url: (name) => new URL(new RegExp(`^${name}: +(\\S+)$`, 'm').exec(output)?.[1] ?? ''),
    stop: async (signal) => {
      child.kill(signal)
      const [code, ending] = await ended
      return { code, signal: ending }
    },
  }
}

/** Whether somebody listens there. */
export async function isListening({ hostname, port }: URL): Promise<boolean> {
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
