import { runProgram } from '../../scripts/steps/run.mjs'
import { runSuites } from './run-suites.mjs'
import { testOverlap } from './test-overlap.mjs'

/** Files that a Worker cannot run, by what they need. */
const NEEDS = [
  ['files of this repository', /\/vectors\//],
  ['processes of their own', /\/(on-end|verify-sync|stray-promises)\.test|process-exit/],
  [
    'servers of Node',
    /\/contract\/node|certified-provider|over-http|bounded-memory|clock-jumps|closed-verifier/,
  ],
  ['the name of the package, which a bundle has not', /\/answers\/errors\.test/],
]

/** Tests that cannot hold there, by the beginning of their name. Each must fail, or it does not belong here. */
const DIFFERENT = [
  // workerd hands on no header without a value.
  ['fetch: refuses two Authorization headers', 'Hono 4: refuses two Authorization headers'],
  ['fetch: rejects a POST of an empty origin', 'Hono 4: rejects a POST of an empty origin'],
  // It has no process.cpuUsage.
  ['reads a megabyte of hostile cookies'],
  // Its node:assert finds no equality of two frozen objects that were made alike.
  ['makes the same auth of a token on every engine'],
].flat()

/** Runs the suites and fifty overlapping requests on workerd. Gives an exit code. */
export async function testOnWorkerd(binary, files) {
  const { output: version } = await runProgram(binary, ['--version'], { capture: true })
  if (!/^workerd \d{4}-/.test(version)) {
    console.log(`failed  workerd: it says ${version.trim()}`)
    return 1
  }
  const run = files.filter((file) => !NEEDS.some(([, pattern]) => pattern.test(file)))
  const { userAgent, engine, results } = await runSuites(binary, run)
  const failed = results.filter((result) => result.failure !== undefined && !isDifferent(result))
  const unexpected = results.filter((result) => result.failure === undefined && isDifferent(result))
  const passed = results.filter(({ failure }) => failure === undefined).length
  const isGood =
    failed.length === 0 && unexpected.length === 0 && passed > 1000 && userAgent === 'Cloudflare-Workers'
  const outcome = `${passed} tests passed in ${run.length} files, on the engine ${engine}`
  console.log(`${isGood ? 'ok    ' : 'failed'}  ${version.trim()}: ${outcome}`)
  for (const { file, name, failure } of failed) console.log(`${file}: ${name}\n${failure}`)
  for (const { name } of unexpected) console.log(`passes after all, so take it from the list: ${name}`)
  return (await testOverlap(binary)) || (isGood ? 0 : 1)
}

function isDifferent({ name }) {
  return DIFFERENT.some((begin) => name.startsWith(begin))
}
