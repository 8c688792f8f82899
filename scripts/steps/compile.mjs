import { mkdirSync, writeFileSync } from 'node:fs'
import { inRoot, readJson } from './repository.mjs'
import { runNode } from './run.mjs'
import { removeStaleOutput } from './stale-output.mjs'

const TSC = inRoot('node_modules/typescript/bin/tsc')
const LIBRARY = 'packages/tokenstile'

/**
 * Compiles TypeScript projects and what they refer to, as far as something changed. Gives tsc's exit code.
 *
 * @param {string} project a folder with a tsconfig.json, relative to the repository
 */
export async function compile(project = '.') {
  console.log('compiling what changed (tsc -b) ...')
  writeCommonJsManifest()
  removeStaleOutput()
  const { code } = await runNode([TSC, '-b', inRoot(project)])
  return code
}

// Node reads the nearest package.json: it says that the files here are CommonJS, and where their `#crypto` is.
// A target cannot lie outside the manifest's folder, so this format has its own copy of every engine.
function writeCommonJsManifest() {
  const { imports, sideEffects } = readJson(inRoot(LIBRARY, 'package.json'))
  const own = JSON.parse(JSON.stringify(imports).replaceAll('./dist/esm/', './'))
  const manifest = { type: 'commonjs', sideEffects, imports: own }
  mkdirSync(inRoot(LIBRARY, 'dist/cjs'), { recursive: true })
  writeFileSync(inRoot(LIBRARY, 'dist/cjs/package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
