import './steps/node-version.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'
import { stopWithParent } from './steps/stop-with-parent.mjs'

stopWithParent()
process.exitCode =
  (await installDependencies()) ||
  (await installDependencies('runtimes')) ||
  (await compile()) ||
  (await test(process.argv.slice(2)))

// `npm run test:runtimes` runs everything on every runtime; words choose runtimes by their name, and test files.
async function test(words) {
  const { testRuntimes } = await import('../runtimes/test-runtimes.mjs')
  return await testRuntimes(words)
}
