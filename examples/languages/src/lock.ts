import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/**
 * Waits until no other process holds a lock, takes it, and gives the function that lets it go. A lock whose holder is
 * gone counts for nothing. Throws where it is held for longer than `waitMs`.
 */
export async function holdLock(folder: string, waitMs: number): Promise<() => void> {
  for (const end = performance.now() + waitMs; ; await setTimeout(100)) {
    try {
      mkdirSync(folder)
      writeFileSync(join(folder, 'pid'), String(process.pid))
      return () => rmSync(folder, { recursive: true, force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    if (isHolderGone(folder)) rmSync(folder, { recursive: true, force: true })
    if (performance.now() > end) throw new Error(`${folder} is held; hint: delete it`)
  }
}

function isHolderGone(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    // It may have been taken a moment ago, without its file yet, or let go meanwhile.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
