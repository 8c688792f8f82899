import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { z } from 'zod'
import { storedKey, type StoredKey } from './signing-key.ts'

/** The file of signing keys cannot be used: one sentence and what to do. Never holds what stands in the file. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

/** What the file holds, and which state of the file that is. */
export interface KeyFile {
  readonly keys: readonly StoredKey[]
  /** Another one wherever the file was written again. */
  readonly version: string
}

/** Reads the file; undefined where there is none. Throws a {@link KeyFileError} also for one that others may read. */
export function readKeyFile(path: string): KeyFile | undefined {
  const fd = open(path)
  if (fd === undefined) return undefined
  try {
    const found = fstatSync(fd, { bigint: true })
    requirePrivate(path, found)
    return { keys: parseKeys(path, readFileSync(fd, 'utf8')), version: toVersion(found) }
  } finally {
    closeSync(fd)
  }
}

/** The path without symbolic links, where the file is there; else as it is. Throws a {@link KeyFileError} for a dead link. */
export function followLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new KeyFileError(`${path} is a link to what cannot be opened (${codeOf(error)}); hint: remove it`)
    }
    return path
  }
}

/** Which state of the file is there; undefined where there is no file. */
export function readVersion(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found && toVersion(found)
}

/** Writes the first keys. Does nothing where another process was faster: its keys count. Throws a {@link KeyFileError}. */
export function writeFirst(path: string, keys: readonly StoredKey[]): void {
  const beside = writeBeside(path, keys)
  try {
    // Unlike a rename this fails where the file is there already, and the file is never there without its keys.
    linkSync(beside, path)
    syncFolder(path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw cannotWrite(path, error)
  } finally {
    unlinkSync(beside)
  }
}

/** Writes other keys in place of those in the file: as a whole or not at all. Throws a {@link KeyFileError}. */
export function overwrite(path: string, keys: readonly StoredKey[], mayStill: () => boolean): boolean {
  const beside = writeBeside(path, keys)
  try {
    if (!mayStill()) {
      unlinkSync(beside)
      return false
    }
    renameSync(beside, path)
    syncFolder(path)
    return true
  } catch (error) {
    unlinkQuietly(beside)
    throw cannotWrite(path, error)
  }
}

function open(path: string): number | undefined {
  try {
    // A pipe in its place would keep the process waiting.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new KeyFileError(`${path} cannot be opened (${codeOf(error)}); hint: does it belong to this user?`)
  }
}

function requirePrivate(path: string, found: BigIntStats): void {
  if (!found.isFile()) throw new KeyFileError(`${path} is no file; hint: choose another path`)
  const user = process.geteuid?.()
  // Windows has neither.
  if (user === undefined) return
  if (found.uid !== BigInt(user)) {
    throw new KeyFileError(`${path} belongs to another user, who may read it; hint: chown it to this one`)
  }
  if ((found.mode & 0o077n) !== 0n) {
    throw new KeyFileError(
      `${path} may be read by others, and who has its keys can sign as the gateway; hint: delete it for new keys, or chmod 600 where nobody has read it`,
    )
  }
}

const keyFile = z.object({ keys: z.array(storedKey).min(1) })

function parseKeys(path: string, text: string): readonly StoredKey[] {
  try {
    return keyFile.parse(JSON.parse(text)).keys
  } catch {
    // Without a cause: what the parsers say quotes what they read.
    throw new KeyFileError(`${path} is no file of signing keys; hint: delete it for new ones`)
  }
}

function writeBeside(path: string, keys: readonly StoredKey[]): string {
  const beside = `${path}.${randomUUID()}.new`
  try {
    const fd = openSync(beside, 'wx', 0o600)
    try {
      writeFileSync(fd, `${JSON.stringify({ keys }, null, 2)}\n`)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    unlinkQuietly(beside)
    throw cannotWrite(path, error)
  }
  return beside
}

/** So that the new name is there also after the power failed. */
function syncFolder(path: string): void {
  try {
    const fd = openSync(dirname(path), constants.O_RDONLY)
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // Some systems cannot; the file itself is whole in any case.
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was never there, or went its way already.
  }
}

function toVersion({ dev, ino, size, mtimeNs, ctimeNs, mode }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs, mode].join(':')
}

function cannotWrite(path: string, error: unknown): KeyFileError {
  return new KeyFileError(
    `${path} cannot be written (${codeOf(error)}); hint: is the folder there, and may this user write it?`,
  )
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason'
}
