import { statSync, type BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'

/** How often is looked, and how long a file has to stay as it is before it counts: two looks. */
const LOOK_MS = 500

/**
 * Calls back when files are others than they were: written, replaced by renaming, or by another target of a symbolic link,
 * as Kubernetes does. Looks instead of listening, since that also works on network and container file systems. Waits until
 * nobody writes any more. A file that is gone is waited for. `before` is the {@link stampFiles} of what was read. Gives
 * what stops it.
 */
export function watchFiles(paths: () => readonly string[], before: string, onChange: () => void): () => void {
  let seen: string | undefined

  async function look(): Promise<void> {
    const now = (await Promise.all(paths().map(identify))).join('\n')
    const isSettled = now === seen
    seen = now
    if (now === before || !isSettled || now.includes(GONE)) return
    before = now
    onChange()
  }

  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const again = (): void => {
    if (!isStopped) timer = setTimeout(() => void look().finally(again), LOOK_MS).unref()
  }
  void look().finally(again)
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

const GONE = '-'

/** Tells files from what they become later. To be taken before they are read. */
export function stampFiles(paths: readonly string[]): string {
  return paths
    .map((path) => {
      try {
        return writeStamp(statSync(path, { bigint: true }))
      } catch {
        return GONE
      }
    })
    .join('\n')
}

async function identify(path: string): Promise<string> {
  try {
    return writeStamp(await stat(path, { bigint: true }))
  } catch {
    return GONE
  }
}

/** What differs when a file does, links followed. */
function writeStamp({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
