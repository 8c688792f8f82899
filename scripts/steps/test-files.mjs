import { readdirSync } from 'node:fs'
import path from 'node:path'
import { inRoot, listFiles, readJson, root } from './repository.mjs'

/**
 * The test files that Node can run, relative to the repository: the compiled ones of all workspaces and those of the
 * scripts; with patterns, those whose source path contains one. The list is made from the sources, so that a compiled
 * test without a source never runs.
 */
export function listTestFiles(patterns) {
  return [inRoot('scripts'), ...workspaces()]
    .flatMap((folder) => listFiles(path.join(folder, 'test')))
    .filter((file) => /\.test\.(ts|mjs)$/.test(file))
    .map((file) => path.relative(root, file))
    .filter((file) => matches(file, patterns))
    .map(toCompiled)
}

function matches(file, patterns) {
  return patterns.length === 0 || patterns.some((pattern) => file.replaceAll('\\', '/').includes(pattern))
}

function toCompiled(file) {
  if (file.endsWith('.mjs')) return file
  const parts = file.replace(/\.ts$/, '.js').split(path.sep)
  parts[parts.indexOf('test')] = '.test'
  return parts.join(path.sep)
}

function workspaces() {
  return readJson(inRoot('package.json')).workspaces.flatMap((entry) => {
    if (!entry.endsWith('/*')) return [inRoot(entry)]
    const parent = inRoot(entry.slice(0, -2))
    const found = readdirSync(parent, { withFileTypes: true }).filter((child) => child.isDirectory())
    return found.map((child) => path.join(parent, child.name))
  })
}
