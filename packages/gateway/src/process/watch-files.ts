import { stat } from 'node:fs/promises'

/** How often is looked, and how long a file has to stay as it is before it counts: two looks. */
const LOOK_MS = 500

/**
 * Calls back when files are others than they were: written, replaced by renaming, or by another target of a symbolic link,
 * as Kubernetes does. Looks instead of listening, since that also works on network and container file systems. Waits until
 * nobody writes any more. A file that is gone is waited for. Gives what stops it.
 */
export function watchFiles(paths: () => readonly string[], onChange: () => void): () => void {
  let before: string | undefined
  let seen: string | undefined

  async function look(): Promise<void> {
    const now = (await Promise.all(paths().map(identify))).join('\n')
    before ??= now
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

/** What differs when a file does, links followed. */
async function identify(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return GONE
  }
}
