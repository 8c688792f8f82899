import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runNode } from '../steps/run.mjs'

test('a script gives its exit code and what it printed', async () => {
  const script = 'console.log("out"); console.error("err"); process.exitCode = 7'
  const { code, output } = await runNode(['-e', script], { capture: true })
  assert.equal(code, 7)
  assert.deepEqual(output.trim().split('\n').toSorted(), ['err', 'out'])
})

test('a script that takes too long is ended, and keeps what it printed', async () => {
  const script = 'console.log("out"); setInterval(() => {}, 1000)'
  const { code, output } = await runNode(['-e', script], { capture: true, timeoutMs: 2000 })
  assert.equal(code, 1)
  assert.match(output, /^out\n\nnot done in 2 s$/)
})

test('a signal reaches the script, and its end is ours', { skip: process.platform === 'win32' }, async () => {
  const run = JSON.stringify(fileURLToPath(new URL('../steps/run.mjs', import.meta.url)))
  const script = JSON.stringify('setInterval(() => {}, 1000); console.log("started")')
  const outer = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `(await import(${run})).runNode(['-e', ${script}])`,
  ])
  await once(outer.stdout, 'data')
  outer.kill('SIGTERM')
  const [, signal] = await once(outer, 'exit')
  assert.equal(signal, 'SIGTERM')
})
