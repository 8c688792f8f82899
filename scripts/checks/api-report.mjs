import { readFileSync } from 'node:fs'
import path from 'node:path'
import { API_FOLDER, readApi } from '../steps/api-files.mjs'
import { diffLines } from '../steps/diff-lines.mjs'
import { listFiles } from '../steps/repository.mjs'

/** The public declarations must be those that were committed, and the same in both formats. */
export async function checkApi() {
  const now = await readApi('import')
  const problems = [
    ...compare(readCommitted(), now, 'the committed report', 'npm run api rewrites it'),
    ...compare(now, await readApi('require'), 'the ES modules', 'the CommonJS build must say the same'),
  ]
  return { ok: problems.length === 0, output: problems.join('\n') }
}

function readCommitted() {
  const files = listFiles(API_FOLDER).map((file) => [
    path.relative(API_FOLDER, file).replaceAll('\\', '/'),
    readFileSync(file, 'utf8'),
  ])
  return new Map(files)
}

function compare(before, after, what, hint) {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map(
      (name) =>
        `${name} differs from ${what}; hint: ${hint}\n${diffLines(before.get(name), after.get(name))}`,
    )
}
