import { existsSync, readFileSync } from 'node:fs'
import { diffLines } from '../steps/diff-lines.mjs'
import { makeDocuments } from '../steps/documents.mjs'
import { inRoot } from '../steps/repository.mjs'

/** The documents that are made must be as they would be made now. */
export async function checkDocuments() {
  const problems = []
  for (const [name, text] of await makeDocuments()) {
    const file = inRoot(name)
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : undefined
    if (committed !== text)
      problems.push(`${name} is not current; hint: npm run docs\n${diffLines(committed, text)}`)
  }
  return { ok: problems.length === 0, output: problems.join('\n') }
}
