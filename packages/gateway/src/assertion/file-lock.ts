import { closeSync, fstatSync, openSync, statSync, unlinkSync } from 'node:fs'

/** A lock that is held. */
export interface HeldLock {
  /** Whether it still is: another process may have taken it from one that was stopped for too long. */
  isHeld(): boolean
  release(): void
}

/** How long a lock counts: nobody needs it for longer than some milliseconds, unless the process died. */
const STALE_MS = 30_000

/**
 * Takes a lock, a file that only one process can make; undefined where another one has it. One that a dead process left
 * behind is taken over. Does NOT wait.
 */
export function takeLock(path: string): HeldLock | undefined {
  const fd = make(path) ?? (removeStale(path) ? make(path) : undefined)
  if (fd === undefined) return undefined
  const own = fstatSync(fd, { bigint: true })
  const isHeld = (): boolean => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found !== undefined && found.ino === own.ino && found.dev === own.dev
  }
  return {
    isHeld,
    release: () => {
      try {
        if (isHeld()) unlinkSync(path)
      } finally {
        // Last: as long as it is open, no other file can have its number.
        closeSync(fd)
      }
    },
  }
}

function make(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}

function removeStale(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return true
  // The system's own clock: its files know no other.
  if (Math.abs(Date.now() - found.mtimeMs) < STALE_MS) return false
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return true
}
