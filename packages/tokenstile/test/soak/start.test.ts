import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inRepository, runNode, type Finished } from '../package/child-process.ts'

const start = (...options: string[]): Promise<Finished> =>
  runNode([inRepository('packages/tokenstile/.test/soak/start.js'), ...options], inRepository('.'))

test('the soak says how to repeat it, and what it counted', async () => {
  const { code, output } = await start('--seed', '1', '--clock-seconds', '60')
  assert.equal(code, 0, output)
  assert.match(output, /--seed 1 --clock-seconds 60 repeats this run/)
  assert.match(output, /valid, verified: \d{3}/)
  assert.match(output, /violations: 0/)
})

test('the soak does not go on for ever where its limit is no number', async () => {
  const { code, output } = await start('--seconds', 'two minutes')
  assert.equal(code, 1)
  assert.match(output, /--seconds must be a number/)
})
