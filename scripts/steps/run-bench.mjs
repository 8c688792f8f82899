import { compile } from './compile.mjs'
import { installDependencies } from './install.mjs'
import { inRoot } from './repository.mjs'
import { runNode } from './run.mjs'
import { stopWithParent } from './stop-with-parent.mjs'

/** Runs a compiled program of `bench/` with the options of the command line, and gives its exit code. */
export async function runBench(program) {
  stopWithParent()
  return (
    (await installDependencies()) || (await compile('bench')) || (await run(program, process.argv.slice(2)))
  )
}

// Ed25519 in WebCrypto, which two peers use, is experimental in Node 20; a warning of it helps nobody here.
async function run(program, options) {
  const flags = ['--disable-warning=ExperimentalWarning']
  const { code } = await runNode([...flags, inRoot('bench/dist', program), ...options])
  return code
}
