import { readFileSync } from 'node:fs'
import path from 'node:path'
import { listChecklistTests } from './checklist-tests.mjs'
import { inRoot, readJson } from './repository.mjs'
import { row } from './markdown-row.mjs'

const BEGIN = '<!-- checks:begin -->'
const END = '<!-- checks:end -->'
const SHOWN = 2

/** docs/security-model.md with its table of checks as the data and the tests have it now. Its prose stays. */
export function securityModelDocument() {
  const page = readFileSync(inRoot('docs/security-model.md'), 'utf8')
  return putTable(page, securityTable(readJson(inRoot('docs/security-checklist.json')), listChecklistTests()))
}

/** Puts a text between the marks of a page. Throws where they are not there, once and in their order. */
export function putTable(page, table) {
  const [before, rest, ...more] = page.split(BEGIN)
  const [old, after, ...evenMore] = rest?.split(END) ?? []
  if (after === undefined || old === undefined || more.length + evenMore.length > 0) {
    throw new Error(`the security model needs one ${BEGIN} and one ${END} behind it`)
  }
  return `${before}${BEGIN}\n\n${table}\n${END}${after}`
}

/** One row for each item. Throws for a test with an unknown number, and for an item that is done and has no test. */
export function securityTable(items, tests) {
  const known = new Set(items.map(({ number }) => number))
  const stray = tests.find(({ number }) => !known.has(number))
  if (stray !== undefined)
    throw new Error(`${stray.file} names checklist ${stray.number}, which there is not`)
  return [
    row('', '', 'what', 'section', 'tests', 'default', 'loosen'),
    row('---', '---', '---', '---', '---', '---', '---'),
    ...items.map((item) =>
      toRow(
        item,
        tests.filter(({ number }) => number === item.number),
      ),
    ),
    '',
  ].join('\n')
}

function toRow({ number, level, what, section, default: byDefault, loosen }, tests) {
  if (tests.length === 0 && byDefault !== 'not yet') {
    throw new Error(
      `checklist ${number} (${what}) has no test; hint: end the name of one with (checklist ${number})`,
    )
  }
  return row(number, level, what, section, describeTests(tests), byDefault, loosen)
}

/** The first tests as sentences with a link, the plain ones before those that a table fills in; and how many more. */
function describeTests(tests) {
  const sentences = new Map(tests.map((one) => [`${one.file} ${one.sentence}`, one])).values()
  const sorted = [...sentences].toSorted((a, b) => isFilledIn(a) - isFilledIn(b))
  const shown = sorted
    .slice(0, SHOWN)
    .map(({ file, sentence }) => `${sentence} ([${path.posix.basename(file, '.test.ts')}](../${file}))`)
  const more = sorted.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

const isFilledIn = ({ sentence }) => Number(sentence.includes('…') || sentence.endsWith('a table'))
