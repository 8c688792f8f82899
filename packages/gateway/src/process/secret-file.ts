import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'

/** Fewer can be guessed. */
const MIN_CHARACTERS = 16

/**
 * Whether its owner alone may read a file. One of root's may also be read by its group, and only read, where this process is
 * another user: Kubernetes mounts secrets so, and knows no other way to give them to one that is not root.
 */
export function isPrivate({ mode, uid }: Pick<Stats, 'mode' | 'uid'>, user: number | undefined): boolean {
  const isMounted = uid === 0 && user !== undefined && user !== 0
  return (mode & (isMounted ? 0o037 : 0o077)) === 0
}

/**
 * Reads a secret from a file that {@link isPrivate}. Gives the secret without the line's end, or what is wrong with
 * the file.
 */
export function readSecretFile(path: string): { readonly secret: string } | { readonly problem: string } {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return { problem: 'cannot be opened; hint: is the path right?' }
  }
  try {
    // Of the file that is open, not of one that takes its place meanwhile.
    const stats = fstatSync(file)
    if (!stats.isFile()) return { problem: 'is no file' }
    if (!isPrivate(stats, process.geteuid?.())) {
      return { problem: 'others may read or write it; hint: chmod 600, in Kubernetes defaultMode: 0440' }
    }
    const secret = readFileSync(file, 'utf8').trim()
    return secret.length < MIN_CHARACTERS
      ? { problem: `holds fewer than ${MIN_CHARACTERS} characters; hint: openssl rand -base64 32` }
      : { secret }
  } finally {
    closeSync(file)
  }
}
