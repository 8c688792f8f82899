import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { inRoot, listFiles, root } from './repository.mjs'
import { runNode } from './run.mjs'

const C8 = inRoot('node_modules/c8/bin/c8.js')
const CORE = 'packages/tokenstile/dist/esm/core'
const RAW = 'coverage/raw'

/** The environment in which Node records what runs, in this process's children. Forgets earlier records. */
export function recordCoverage() {
  rmSync(inRoot('coverage'), { recursive: true, force: true })
  return { NODE_V8_COVERAGE: inRoot(RAW) }
}

/**
 * Demands that the tests reached every line and branch of the library's core; source maps lead back to TypeScript.
 * Prints the files that fall short. Files that no test loads count as uncovered, files of types alone do not count.
 */
export async function checkCoverage() {
  const what = ['--all', '--src', CORE, '--include', `${CORE}/**/*.js`]
  const not = ['**/*.d.ts', ...filesWithoutCode()].flatMap((file) => ['--exclude', file])
  const limits = [
    '--check-coverage',
    '--lines',
    '100',
    '--branches',
    '100',
    '--functions',
    '0',
    '--statements',
    '0',
  ]
  const form = ['--reporter', 'text', '--skip-full', '--temp-directory', RAW]
  const { code, output } = await runNode([C8, 'report', ...what, ...not, ...limits, ...form], {
    capture: true,
  })
  if (code === 0) console.log('coverage of the core: 100 % of lines and branches')
  else console.error(`coverage of the core is below 100 % of lines and branches:\n${output}`)
  return code
}

function filesWithoutCode() {
  return listFiles(inRoot(CORE))
    .filter((file) => file.endsWith('.js') && isEmptyModule(readFileSync(file, 'utf8')))
    .map((file) => path.relative(root, file).replaceAll('\\', '/'))
}

function isEmptyModule(text) {
  return text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '').trim() === 'export {};'
}
