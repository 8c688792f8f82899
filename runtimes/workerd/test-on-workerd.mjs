import { runProgram } from '../../scripts/steps/run.mjs'
import { runSuites } from './suites.mjs'
import { testKeys } from './test-keys.mjs'
import { testPage } from './test-page.mjs'

/** The behaviour of Workers as of this day, with Node's modules. */
const TODAY = '2026-11-01'
/** Before promises of other requests were noticed, and before most of Node's modules. */
const OLD = ['2024-09-01', '2023-06-01']

/**
 * Runs test files inside a Worker, and what has to be tested from outside. Gives each test, and of the first ones what has
 * to be compared with other runtimes. Throws where it is another workerd, or another engine.
 */
export async function testOnWorkerd({ binary, version, engine }, files, words) {
  await requireVersion(binary, version)
  const suites = await runSuites({ binary, compatibilityDate: TODAY }, files)
  const { is } = suites
  if (is.userAgent !== 'Cloudflare-Workers' || is.engine !== engine)
    throw new Error(`the Worker says that it is ${is.userAgent}, engine ${is.engine}`)
  const outside = []
  for (const date of [TODAY, ...OLD])
    outside.push(...(await testKeys(binary, date, { onlyOld: date !== TODAY, words })))
  outside.push(await testPage(binary, TODAY))
  return { results: suites.results, outside }
}

/** The package's version 1.20261117.1 holds the workerd that says 2026-11-17. */
async function requireVersion(binary, version) {
  const [, year, month, day] = /^1\.(\d{4})(\d{2})(\d{2})\./.exec(version)
  const { output } = await runProgram(binary, ['--version'], { capture: true })
  const expected = `workerd ${year}-${month}-${day}`
  if (output.trim() !== expected) throw new Error(`expected ${expected}, but this is ${output.trim()}`)
}
