import { inRoot } from '../steps/repository.mjs'
import { runNode } from '../steps/run.mjs'

/** Runs the rules of `.oxlintrc.json`; a warning counts as a failure, or nobody would read it. */
export async function checkLint() {
  const oxlint = inRoot('node_modules/oxlint/bin/oxlint')
  const { code, output } = await runNode([oxlint, '--deny-warnings', '--format', 'unix'], { capture: true })
  return { ok: code === 0, output }
}
