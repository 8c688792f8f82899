import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The absolute path of something in the repository. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
}

export interface Finished {
  readonly code: number
  readonly output: string
}

/** What may differ from a plain run. */
export interface RunOptions {
  readonly variables?: Readonly<Record<string, string>>
  /** 0: no limit. */
  readonly timeoutMs?: number
}

/**
 * Runs the text of a module on the runtime of this test, with the library within reach, like `runNode`. What it is given
 * are the last members of its `process.argv`.
 */
export function runProgram(
  text: string,
  given: readonly string[] = [],
  options: RunOptions = {},
): Promise<Finished> {
  const flags = 'deno' in process.versions ? ['eval'] : ['--input-type=module', '--eval']
  return runNode([...flags, text, ...given], inRepository('packages/tokenstile'), options)
}

/**
 * Runs a Node script to its end, which may be the time limit. Gives its exit code and all it printed; does not throw when
 * it fails.
 */
export function runNode(args: readonly string[], cwd: string, options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, args, cwd, options)
}

/** Runs npm, the one that started the tests if there is one. Like `runNode` otherwise. */
export function runNpm(args: readonly string[], cwd: string): Promise<Finished> {
  const own = process.env['npm_execpath']
  return own === undefined ? run('npm', args, cwd) : run(process.execPath, [own, ...args], cwd)
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  { variables = {}, timeoutMs = 0 }: RunOptions = {},
): Promise<Finished> {
  const options = { cwd, env: { ...plainEnvironment(), ...variables }, timeout: timeoutMs }
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, output: stdout + stderr })
    })
  })
}

// Without what a test run adds: a child must neither record coverage nor report as a test of ours.
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE, NODE_TEST_CONTEXT, NODE_OPTIONS, ...environment } = process.env
  return environment
}
