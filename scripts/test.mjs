import './steps/node-version.mjs'
import os from 'node:os'
import { compile } from './steps/compile.mjs'
import { checkCoverage, recordCoverage } from './steps/coverage.mjs'
import { installDependencies } from './steps/install.mjs'
import { installPrograms } from './steps/system-programs.mjs'
import { runNode } from './steps/run.mjs'
import { stopWithParent } from './steps/stop-with-parent.mjs'
import { listTestFiles } from './steps/test-files.mjs'

stopWithParent()
process.exitCode =
  (await installDependencies()) ||
  installPrograms() ||
  (await compile()) ||
  (await test(process.argv.slice(2)))

// `npm test` runs everything and measures; `npm test -- express verify` runs the files whose path contains a word.
async function test(patterns) {
  const files = listTestFiles(patterns)
  if (files.length === 0) {
    console.error(`no test file has ${patterns.map((pattern) => `"${pattern}"`).join(' or ')} in its path`)
    return 1
  }
  console.log(`running ${files.length} test files ...`)
  const env = patterns.length === 0 ? recordCoverage() : {}
  // Node's own choice leaves one core idle.
  const concurrency = `--test-concurrency=${os.availableParallelism()}`
  // A test that hangs becomes a failure instead of hanging the run.
  const timeout = '--test-timeout=300000'
  const flags = ['--enable-source-maps', '--test', '--test-reporter=spec', concurrency, timeout]
  const { code } = await runNode([...flags, ...files], { env })
  return code === 0 && patterns.length === 0 ? await checkCoverage() : code
}
