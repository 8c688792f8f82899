import { readFileSync } from 'node:fs'
import { inRoot } from '../scripts/steps/repository.mjs'
import { listTestFiles } from '../scripts/steps/test-files.mjs'
import { findProblems, findStaleEntries } from './compare.mjs'
import { filesFor } from './left-out.mjs'
import { listRuntimes, whyNotHere } from './runtimes.mjs'
import { runTests } from './run-tests.mjs'
import { testOnWorkerd } from './workerd/test-on-workerd.mjs'

/**
 * Runs the library's suites on every runtime, one line each, and compares what ran with what ran on the first one. With
 * words, only the runtimes and the files that have one of them in their name. Gives an exit code.
 */
export async function testRuntimes(words) {
  const whyNot = whyNotHere(process)
  if (whyNot !== undefined) return tell(false, whyNot)
  const runtimes = listRuntimes()
  const chosen = runtimes.filter(({ name }) => words.some((word) => name.startsWith(word)))
  const patterns = words.filter((word) => !runtimes.some(({ name }) => name.startsWith(word)))
  const files = listTestFiles(patterns).filter((file) => file.startsWith('packages/tokenstile/'))
  let reference
  let code = 0
  for (const runtime of chosen.length > 0 ? chosen : runtimes) {
    const run = await runOn(runtime, filesFor(runtime.name, files), patterns, reference)
    if (runtime === runtimes[0]) reference = run.results
    code ||= run.code
  }
  if (words.length > 0) return code
  const stale = [...findStaleEntries(files, reference), ...findUnnamedVersions(runtimes)]
  return stale.length > 0 ? tell(false, 'what is written of the runtimes', stale) : code
}

/** The page on runtimes says which versions were tested. */
function findUnnamedVersions(runtimes) {
  const page = readFileSync(inRoot('docs/runtimes.md'), 'utf8')
  return runtimes
    .filter(({ version }) => !page.includes(version))
    .map(({ kind, version }) => `docs/runtimes.md does not name ${kind} ${version}`)
}

async function runOn(runtime, files, patterns, reference) {
  const started = performance.now()
  const title = `${runtime.kind} ${runtime.version}, engine ${runtime.engine}`
  try {
    const run =
      runtime.kind === 'workerd'
        ? await testOnWorkerd(runtime, files, patterns)
        : await runTests(runtime, files)
    const { results, outside = [] } = run
    const problems = [
      ...findProblems(runtime.name, results, reference),
      ...findProblems(runtime.name, outside),
      ...(results.length + outside.length === 0 ? ['nothing was run'] : []),
      ...findProcessProblems(run),
    ]
    const seconds = Math.round((performance.now() - started) / 1000)
    const more = outside.length > 0 ? ` and ${outside.length} from outside` : ''
    const outcome = `${results.length} tests in ${files.length} files${more}, ${seconds} s`
    return { results, code: tell(problems.length === 0, `${title}: ${outcome}`, problems) }
  } catch (error) {
    return { results: [], code: tell(false, title, [error.stack]) }
  }
}

/** What the exit code and the output say beyond the report. */
function findProcessProblems({ code = 0, said, output, results }) {
  if (said === 0) return [`no process said on what it runs:\n${output.slice(-2000)}`]
  const hasFailed = results.some(({ outcome }) => outcome === 'failed')
  return code === 0 || hasFailed ? [] : [`exit code ${code}:\n${output.slice(-2000)}`]
}

function tell(isGood, title, problems = []) {
  console.log(`${isGood ? 'ok    ' : 'failed'}  ${title}`)
  for (const problem of problems) console.log(problem.replace(/^/gm, '    '))
  return isGood ? 0 : 1
}
