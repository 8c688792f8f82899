import './steps/node-version.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'
import { inRoot } from './steps/repository.mjs'
import { runNode } from './steps/run.mjs'
import { stopWithParent } from './steps/stop-with-parent.mjs'

stopWithParent()
process.exitCode =
  (await installDependencies()) ||
  (await compile('packages/tokenstile/test')) ||
  (await soak(process.argv.slice(2)))

// Two minutes, unless the options say otherwise: --seconds, or --seed and --clock-seconds for the same run again.
async function soak(options) {
  const { code } = await runNode([inRoot('packages/tokenstile/.test/soak/start.js'), ...options])
  return code
}
