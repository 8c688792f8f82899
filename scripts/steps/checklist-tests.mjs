import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, listFiles, root } from './repository.mjs'

// A test's name as it is written: its first argument, up to the numbers at its end. `…` stands for what a table fills in.
// Or what a suite that runs in many places calls one of its behaviours.
const NAMED = /\b(?:test\(\s*|name: )(?:'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/g
const NUMBERS = /^(.*) \(checklist ([\d, ]+)\)$/s
// A table of attacks names its numbers once, and the tests that are made of it carry them.
const TABLE = /\bchecklist: '([\d, ]+)'/g

/**
 * The tests that show something of the checklist: `{ number, sentence, file }`, in the order of files and lines. Read
 * from the sources: what cannot be read there, such as a name that is put together elsewhere, is not seen.
 */
export function listChecklistTests() {
  return listFiles(
    inRoot('packages'),
    (name) => name === 'node_modules' || name === 'dist' || name === '.test',
  )
    .filter((file) => file.includes(`${path.sep}test${path.sep}`) && file.endsWith('.ts'))
    .flatMap((file) => {
      const name = path.relative(root, file).split(path.sep).join('/')
      return readChecklistTests(readFileSync(file, 'utf8')).map((found) => ({ ...found, file: name }))
    })
}

/** The tests of one source text that show something of the checklist. */
export function readChecklistTests(source) {
  const named = Array.from(source.matchAll(NAMED), ([, quoted, template]) =>
    (quoted?.replaceAll(/\\(.)/g, '$1') ?? template).replaceAll(/\$\{[^}]*\}/g, '…'),
  )
  const single = named.flatMap((name) => {
    const [, sentence, numbers] = NUMBERS.exec(name) ?? []
    return sentence === undefined ? [] : split(numbers).map((number) => ({ number, sentence }))
  })
  const tables = Array.from(source.matchAll(TABLE), ([, numbers]) => split(numbers)).flat()
  return [...single, ...tables.map((number) => ({ number, sentence: 'refuses every forgery of a table' }))]
}

function split(numbers) {
  return numbers.split(',').map((number) => Number(number.trim()))
}
