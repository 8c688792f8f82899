import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Without what a test run adds: a child must neither record coverage nor report as a test of ours. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE, NODE_TEST_CONTEXT, NODE_OPTIONS, NODE_ENV, ...environment } = process.env
  return environment
}

/** The absolute path of something in the repository. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
}

/** Runs a Node script to its end. Gives its exit code and all it printed; does not throw when it fails. */
export function runNode(
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...plainEnvironment(), ...environment }
    execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, output: stdout + stderr })
    })
  })
}
