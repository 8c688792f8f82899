import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifest, type Backend } from './manifest.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const NOT_OURS = new Set(['node_modules', 'dist', '.test', 'src', 'test'])

/** Every backend that is here: each folder that has a `backend.json`, in order of their names. */
export function findBackends(): readonly Backend[] {
  const found = findManifests(ROOT).map(readManifest)
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function findManifests(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : findManifests(join(folder, entry.name))
    return entry.name === 'backend.json' ? [join(folder, entry.name)] : []
  })
}
