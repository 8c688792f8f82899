import './steps/node-version.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'
import { inRoot } from './steps/repository.mjs'
import { runNode } from './steps/run.mjs'
import { stopWithParent } from './steps/stop-with-parent.mjs'

stopWithParent()
process.exitCode =
  (await installDependencies()) || (await compile('bench')) || (await measure(process.argv.slice(2)))

// Ed25519 in WebCrypto, which two peers use, is experimental in Node 20; a warning of it helps nobody here.
async function measure(options) {
  const flags = ['--disable-warning=ExperimentalWarning']
  const { code } = await runNode([...flags, inRoot('bench/dist/main.js'), ...options])
  return code
}
