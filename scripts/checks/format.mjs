import { inRoot } from '../steps/repository.mjs'
import { runNode } from '../steps/run.mjs'

const PRETTIER = inRoot('node_modules/prettier/bin/prettier.cjs')

export async function checkFormat() {
  const cache = ['--cache', '--cache-strategy', 'content']
  const { code, output } = await runNode([PRETTIER, '--check', '--log-level', 'warn', ...cache, '.'], {
    capture: true,
  })
  return { ok: code === 0, output }
}
