import { inRoot } from '../steps/repository.mjs'
import { runNode } from '../steps/run.mjs'

export async function checkDeadCode() {
  const knip = inRoot('node_modules/knip/bin/knip.js')
  const { code, output } = await runNode([knip, '--no-progress'], {
    capture: true,
  })
  return { ok: code === 0, output }
}
