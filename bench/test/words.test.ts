import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from '../dist/faults/backend.js'
import { toCounts, toSequence, toWords } from '../dist/faults/words.js'

const PASSED: Outcome = { is: 'passed', ms: 1 }
const REFUSED: Outcome = { is: 'refused', ms: 1, kind: 'unavailable', name: 'CODE' }

test('an outcome says what came of a token, and how long it took only where that is long', () => {
  assert.equal(toWords(PASSED), 'passes')
  assert.equal(toWords({ ...REFUSED, ms: 5_040 }), 'waits 5.0 s, then unavailable (`CODE`)')
  assert.equal(toWords({ is: 'waits', ms: 12_001 }), 'no answer in 12 s')
})

test('outcomes in turn are said once where they repeat, and again where they come back', () => {
  assert.equal(toSequence([PASSED, PASSED]), 'passes')
  assert.equal(toSequence([PASSED, REFUSED, PASSED]), 'passes; next: unavailable (`CODE`); next: passes')
})

test('many outcomes are counted by kind', () => {
  assert.equal(toCounts([PASSED, PASSED]), 'all pass')
  assert.equal(toCounts([PASSED, REFUSED, REFUSED]), '1 pass, 2 unavailable')
})
