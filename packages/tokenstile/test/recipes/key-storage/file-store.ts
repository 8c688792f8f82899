import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TextStore } from './text-store.ts'

/** A store in a folder, for the processes of one machine and for those that start anew. */
export function createFileStore(folder: string): TextStore {
  const fileOf = (name: string): string => join(folder, `${encodeURIComponent(name)}.json`)
  return {
    async get(name) {
      try {
        return await readFile(fileOf(name), 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async set(name, text) {
      // Renamed when it is whole, so that nobody reads half of it. Others of this machine may not write it.
      const unfinished = `${fileOf(name)}.${randomUUID()}`
      await writeFile(unfinished, text, { mode: 0o600 })
      await rename(unfinished, fileOf(name))
    },
  }
}
