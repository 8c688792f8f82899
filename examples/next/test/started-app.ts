import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const NEXT = createRequire(import.meta.url).resolve('next/dist/bin/next')
const cwd = fileURLToPath(new URL('..', import.meta.url))

/** Builds the application, as `npx next build` does. Rejects with what was printed where that fails. */
export async function buildApp(): Promise<void> {
  await promisify(execFile)(process.execPath, [NEXT, 'build'], { cwd, env: environment({}) })
}

/** Starts what was built, as `npx next start` does, until the test is over. Gives its URL. */
export async function startApp(t: TestContext, variables: Record<string, string>): Promise<string> {
  const args = [NEXT, 'start', '--hostname', 'localhost', '--port', '0']
  const child = spawn(process.execPath, args, {
    cwd,
    env: environment(variables),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => stop(child))
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\/\/\S+/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('the application ended before it listened')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}

/** Without what a test run adds: the application neither records coverage nor reports as a test. */
function environment(variables: Record<string, string>): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE, NODE_TEST_CONTEXT, NODE_OPTIONS, ...own } = process.env
  return { ...own, NEXT_TELEMETRY_DISABLED: '1', ...variables }
}
