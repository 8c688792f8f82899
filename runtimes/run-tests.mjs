import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inRoot } from '../scripts/steps/repository.mjs'
import { runProgram } from '../scripts/steps/run.mjs'
import { readJunit } from './junit.mjs'

const JOBS = os.availableParallelism()
/** A test that hangs becomes a failure; on Deno, which has no such limit, the run. */
const LIMIT_MS = 300_000
const RUN_LIMIT_MS = 600_000
/** Says the version and the engine in every process, and ends one that is another. */
const EXPECTED = './packages/tokenstile/.test/support/expected-runtime.js'

const read = (file) => readFileSync(file, 'utf8')

/** How each runtime is asked to run test files, and where its report is. */
const HOW = {
  node: {
    args: (report, files) => [
      '--enable-source-maps',
      `--import=${EXPECTED}`,
      '--test',
      `--test-concurrency=${JOBS}`,
      `--test-timeout=${LIMIT_MS}`,
      `--test-reporter=${inRoot('runtimes/node-reporter.mjs')}`,
      `--test-reporter-destination=${report}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      ...files,
    ],
    read: (report) =>
      read(report)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  },
  bun: {
    args: (report, files) => [
      'test',
      `--preload=${EXPECTED}`,
      `--parallel=${JOBS}`,
      `--timeout=${LIMIT_MS}`,
      '--reporter=junit',
      `--reporter-outfile=${report}`,
      // Else a name is a pattern.
      ...files.map((file) => `./${file}`),
    ],
    read: (report) => readJunit(read(report)),
  },
  deno: {
    args: (report, files) => [
      'test',
      '--allow-all',
      '--no-check',
      `--preload=${EXPECTED}`,
      '--parallel',
      `--junit-path=${report}`,
      ...files,
    ],
    read: (report) => readJunit(read(report)),
  },
}

/**
 * Runs test files with the test runner of a runtime. Gives each test, what the runtime said it is, and what it printed.
 * Throws where it wrote no report.
 */
export async function runTests({ kind, binary, version, engine }, files) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tokenstile-runtime-'))
  const report = path.join(folder, 'report')
  const expected = `${kind} ${version}, engine ${engine}`
  try {
    const { code, output } = await runProgram(binary, HOW[kind].args(report, files), {
      capture: true,
      timeoutMs: RUN_LIMIT_MS,
      env: { NO_COLOR: '1', EXPECTED_RUNTIME: expected },
    })
    const said = output.split(`this is ${expected}`).length - 1
    try {
      return { code, output, said, results: HOW[kind].read(report) }
    } catch (error) {
      throw new Error(`no report (exit code ${code}):\n${output.slice(-3000)}`, { cause: error })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
