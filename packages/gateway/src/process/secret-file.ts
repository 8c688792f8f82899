import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

/** Fewer can be guessed. */
const MIN_CHARACTERS = 16

/**
 * Reads a secret from a file that its owner alone may read. Gives the secret without the line's end, or what is wrong with
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
    if ((stats.mode & 0o077) !== 0) return { problem: 'others may read or write it; hint: chmod 600' }
    const secret = readFileSync(file, 'utf8').trim()
    return secret.length < MIN_CHARACTERS
      ? { problem: `holds fewer than ${MIN_CHARACTERS} characters; hint: openssl rand -base64 32` }
      : { secret }
  } finally {
    closeSync(file)
  }
}
