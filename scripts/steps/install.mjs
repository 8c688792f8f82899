import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from './repository.mjs'
import { runNpm } from './run.mjs'

const STAMP = inRoot('node_modules/.tokenstile-lock')

/** Installs what the lock file names, unless that is what is installed already. Gives npm's exit code. */
export async function installDependencies() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()) return 0
  console.log('installing dependencies (npm ci) ...')
  // The tools are devDependencies: NODE_ENV=production must not leave them out. None needs its install script.
  const { code } = await runNpm([
    'ci',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  if (code === 0) stampInstall()
  return code
}

/** Records that `node_modules` is what the lock file names. The root `postinstall` calls it too. */
export function stampInstall() {
  writeFileSync(STAMP, lockHash())
}

// Node's version is part of it: some dependencies bring a binary that fits one version only.
function lockHash() {
  const hash = createHash('sha256').update(readFileSync(inRoot('package-lock.json')))
  return hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`).digest('hex')
}
