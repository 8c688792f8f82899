import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inRoot, listFiles, readJson } from '../steps/repository.mjs'
import { runNode, runNpm } from '../steps/run.mjs'

const LIBRARY = inRoot('packages/tokenstile')

/** Packs the library and lets publint and attw read the tarball, as a registry would serve it. */
export async function checkPackage() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tokenstile-pack-'))
  try {
    const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder]
    const { code, output } = await runNpm(pack, { capture: true, cwd: LIBRARY })
    if (code !== 0) return { ok: false, output }
    const [tarball] = listFiles(folder)
    const problems = [...(await readPublint(tarball)), ...(await readAttw(tarball))]
    return { ok: problems.length === 0, output: problems.join('\n') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readPublint(tarball) {
  const { publint } = await import('publint')
  const { formatMessage } = await import('publint/utils')
  const bytes = new Uint8Array(readFileSync(tarball)).buffer
  const { messages } = await publint({ pack: { tarball: bytes }, strict: true })
  const manifest = readJson(path.join(LIBRARY, 'package.json'))
  return messages
    .filter((message) => !isNestedImports(message))
    .map((message) => formatMessage(message, manifest))
}

// publint holds that Node ignores "imports" in a nested package.json. Node reads the nearest one, and the CommonJS
// build has no other way to find `#crypto`; the tests in packages/tokenstile/test/package prove it.
function isNestedImports({ code, args }) {
  return (
    code === 'NESTED_PACKAGE_JSON_FIELD_IGNORED' &&
    args.field === 'imports' &&
    args.filePath.includes('dist/cjs')
  )
}

async function readAttw(tarball) {
  const attw = inRoot('node_modules/@arethetypeswrong/cli/dist/index.js')
  const form = ['--no-definitely-typed', '--format', 'ascii', '--no-emoji', '--no-color']
  const { code, output } = await runNode([attw, tarball, ...form], { capture: true })
  return code === 0 ? [] : [output]
}
