import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChecklistTests } from '../steps/checklist-tests.mjs'
import { putTable, securityTable } from '../steps/security-table.mjs'

const item = {
  number: 14,
  level: 'MUST',
  what: 'typ',
  section: 'RFC 9068 §4',
  default: 'refused',
  loosen: '`types`',
}
const shown = { number: 14, sentence: 'refuses a | b', file: 'packages/x/test/a.test.ts' }

test('tests are found by the numbers at the end of their names', () => {
  const source = [
    "test('refuses a token\\'s typ (checklist 14)', async () => {})",
    "test('shows nothing of the list', () => {})",
    'test(`refuses ${row.what} twice (checklist 4, 16)`, () => {})',
    "testAttacks({ checklist: '8' }, [])",
  ].join('\n')
  assert.deepEqual(readChecklistTests(source), [
    { number: 14, sentence: "refuses a token's typ" },
    { number: 4, sentence: 'refuses … twice' },
    { number: 16, sentence: 'refuses … twice' },
    { number: 8, sentence: 'refuses every forgery of a table' },
  ])
})

test('a row has its tests with a link, and says how many more there are', () => {
  const more = ['refuses …', 'refuses c', 'refuses …'].map((sentence) => ({ ...shown, sentence }))
  const [, , row] = securityTable([item], [shown, ...more]).split('\n')
  const link = '([a](../packages/x/test/a.test.ts))'
  assert.equal(
    row,
    `| 14 | MUST | typ | RFC 9068 §4 | refuses a \\| b ${link}; refuses c ${link}; and 1 more | refused | \`types\` |`,
  )
})

test('an item that is done needs a test, and a test needs an item', () => {
  assert.throws(() => securityTable([item], []), /checklist 14 \(typ\) has no test/)
  assert.throws(() => securityTable([item], [shown, { ...shown, number: 99 }]), /names checklist 99/)
  assert.match(securityTable([{ ...item, default: 'not yet' }], []), /\| not yet \|/)
})

test('only what is between the marks of the page changes', () => {
  const page = 'before\n<!-- checks:begin -->\nold\n<!-- checks:end -->\nafter\n'
  assert.equal(putTable(page, 'new'), 'before\n<!-- checks:begin -->\n\nnew\n<!-- checks:end -->\nafter\n')
  assert.throws(() => putTable('no marks', 'new'), /needs one/)
  assert.throws(() => putTable(`${page}${page}`, 'new'), /needs one/)
})
