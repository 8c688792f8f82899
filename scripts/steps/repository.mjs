import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The absolute path of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** An absolute path from one that is relative to the repository. */
export const inRoot = (...parts) => path.join(root, ...parts)

export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** All files below a folder, as absolute paths in a stable order; nothing if there is no such folder. */
export function listFiles(folder, skip = () => false) {
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name)
      if (skip(entry.name)) return []
      if (entry.isDirectory()) return listFiles(file, skip)
      return entry.isFile() ? [file] : []
    })
}
