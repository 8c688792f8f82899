import './steps/node-version.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'
import { stopWithParent } from './steps/stop-with-parent.mjs'

stopWithParent()
const code = (await installDependencies()) || (await compile('examples/express'))

// In this process, so that signals and exit codes are the example's own.
if (code === 0) await import('../examples/express/dist/start.js')
else process.exitCode = code
