import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSoak } from './describe-soak.ts'
import { runSoak } from './run-soak.ts'

// `npm run soak` goes on for two minutes, with another seed each time.
const SEED = 7
const CLOCK_SECONDS = 2400

test('refuses no valid token with 401, and none at all but for a flood or a failing issuer, while keys rotate all the time (checklist 59)', async () => {
  const startedAt = performance.now()
  const report = await runSoak(SEED, (clock) => clock >= CLOCK_SECONDS)
  const description = describeSoak(report, (performance.now() - startedAt) / 1000)
  console.log(description)
  assert.deepEqual(report.violations, [], description)
  assert.equal(report.rotations.announced, 40)
  assert.equal(report.rotations.surprises, 2)
  assert.ok(report.requests.failed > 5)
  assert.ok(report.counts['valid, verified']! > 20_000)
  assert.ok(report.counts['valid, verified after a fetch']! > 1)
})

test('outlives the death of its issuer: keys that it was shown go on to serve, and none waits (checklist 59)', async () => {
  const { violations, counts } = await runSoak(SEED, (clock) => clock >= 900, {
    failing: (now) => (now < 120 ? 0 : 1),
  })
  assert.deepEqual(violations, [])
  assert.ok(counts['valid, verified']! > 3000)
  assert.ok(counts['valid, 503 while the issuer failed']! > 3000)
})
