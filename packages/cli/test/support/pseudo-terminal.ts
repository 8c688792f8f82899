import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import type { TestContext } from 'node:test'
import { COMMAND } from './scene.ts'

/** Runs the command at a terminal of its own: what python's pty makes, since Node has none. */
const DRIVER = `
import os, pty, select, signal, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if terminal in ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
    if 0 in ready:
        data = os.read(0, 65536)
        if data:
            os.write(terminal, data)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
`

export interface Terminal {
  /** All that was shown so far. */
  readonly screen: () => string
  /** Resolves when it shows that. */
  readonly shows: (what: RegExp) => Promise<void>
  /** Presses keys. */
  readonly type: (keys: string) => void
  readonly ended: Promise<number>
}

/** Whether there is a python that makes terminals. Where everything has to be there, it is missing as a failure. */
export function hasTerminals(): boolean {
  const isThere = spawnSync('python3', ['-c', 'import pty']).status === 0
  if (!isThere && process.env['CI'] === 'true') throw new Error('python3 is missing')
  return isThere
}

export function openTerminal(
  t: TestContext,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Terminal {
  const child: ChildProcess = spawn('python3', ['-c', DRIVER, process.execPath, COMMAND, ...args], {
    env: { ...process.env, TERM: 'xterm', TZ: 'UTC', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => void child.kill('SIGKILL'))
  let screen = ''
  const waiting = new Set<() => void>()
  child.stdout?.on('data', (chunk) => {
    screen += String(chunk)
    for (const look of waiting) look()
  })
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  return {
    screen: () => screen,
    shows: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!what.test(screen)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        void ended.then(() => reject(new Error(`it ended, and showed: ${screen}`)))
      }),
    type: (keys) => void child.stdin?.write(keys),
    ended,
  }
}
