import { readFileSync } from 'node:fs'
import path from 'node:path'
import { listFiles, root } from '../steps/repository.mjs'

const NOT_OURS = new Set([
  '.git',
  'node_modules',
  'dist',
  '.test',
  '.next',
  '.built',
  'coverage',
  '.cache',
  'package-lock.json',
])

// Folders in which people and build machines keep their checkouts; not where the same word is part of a URL or a path.
const CHECKOUT =
  /(?<![\w.$}*-])\/(?:home|Users|root|work|workspaces?|builds|runner)\/[\w.-]+|\b[A-Z]:\\Users\\\w+/g

/** No file may name a path that exists on one machine only. */
export async function checkLocalPaths() {
  const problems = listFiles(root, (name) => NOT_OURS.has(name)).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => findLocalPaths(line, root).map((found) => [index + 1, found]))
      .map(([line, found]) => `${path.relative(root, file)}:${line} names ${found}`),
  )
  return { ok: problems.length === 0, output: problems.join('\n') }
}

/** The paths in a text that lie in a checkout or in somebody's home. A short checkout such as `/app` is not looked for. */
export function findLocalPaths(text, checkout) {
  const own = checkout.split(path.sep).length > 2 && text.includes(checkout) ? [checkout] : []
  return [...own, ...Array.from(text.matchAll(CHECKOUT), ([found]) => found)]
}
