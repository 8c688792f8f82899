import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from './repository.mjs'
import { runNpm } from './run.mjs'

/**
 * Installs what the lock file of a folder names, unless that is what is installed already. Gives npm's exit code.
 *
 * @param {string} folder relative to the repository
 */
export async function installDependencies(folder = '.') {
  const stamp = stampOf(folder)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(folder)) return 0
  console.log(`installing ${folder === '.' ? 'dependencies' : folder} (npm ci) ...`)
  // The tools are devDependencies: NODE_ENV=production must not leave them out. None needs its install script.
  const { code } = await runNpm(
    ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: inRoot(folder) },
  )
  if (code === 0) stampInstall(folder)
  return code
}

/** Records that `node_modules` is what the lock file names. The root `postinstall` calls it too. */
export function stampInstall(folder = '.') {
  writeFileSync(stampOf(folder), lockHash(folder))
}

const stampOf = (folder) => inRoot(folder, 'node_modules/.tokenstile-lock')

// Node's version is part of it: some dependencies bring a binary that fits one version only.
function lockHash(folder) {
  const hash = createHash('sha256').update(readFileSync(inRoot(folder, 'package-lock.json')))
  return hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`).digest('hex')
}
