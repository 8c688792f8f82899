import { followLinks, KeyFileError, overwrite, readKeyFile, readVersion, writeFirst } from './key-file.ts'
import { takeLock } from './file-lock.ts'
import { findSigner, isKeyDue, signsFrom, withoutOutlived, type KeyPlan, type KeyTimes } from './key-times.ts'
import {
  makeStoredKey,
  toSigningKey,
  type PublicJwk,
  type SigningKey,
  type StoredKey,
} from './signing-key.ts'

/** The signing keys of all processes that share a file. */
export interface KeyRing {
  /** The key that signs now. */
  signer(): SigningKey
  /** The public halves that others may need. */
  published(): readonly PublicJwk[]
}

export interface KeyRingOptions extends KeyPlan {
  readonly path: string
  /** Milliseconds. */
  readonly now: () => number
  /** Told, once each, where the file is no longer any good: the keys that are known go on signing. */
  readonly onWarning: (sentence: string) => void
  /** Writes nothing. */
  readonly isTrial: boolean
}

/** How often the file is looked at. Less than a JWKS lifetime: no key signs before every process knows it. */
const LOOK_MS = 1000

/**
 * Opens the keys of a file, and makes both where there is none. Throws a {@link KeyFileError} for a file that cannot be used.
 *
 * The file is the truth. A process signs with what it read there, never with what it only meant to write: where two rotate
 * at the same time, one of the new keys is lost before anybody used it.
 */
export function createKeyRing(given: KeyRingOptions): KeyRing {
  // The file itself is replaced, not a link to it: those who share it may have other links.
  const options = { ...given, path: followLinks(given.path) }
  const { path, now, onWarning, isTrial } = options
  let { keys, version } = openKeys(options)
  let lookedAt = now()
  let lastWarning: string | undefined

  /** Takes what another process wrote, and writes what is due. What fails here leaves the keys as they are. */
  function look(): void {
    const time = now()
    if (isTrial || Math.abs(time - lookedAt) < LOOK_MS) return
    lookedAt = time
    try {
      refresh()
      if (needsChange(keys, toSeconds(time), options) && change(options)) refresh()
      lastWarning = undefined
    } catch (error) {
      const sentence =
        error instanceof KeyFileError ? error.message : `${path} cannot be used; hint: look at its folder`
      if (sentence !== lastWarning) onWarning(`${sentence}; the keys that are known go on signing`)
      lastWarning = sentence
    }
  }

  function refresh(): void {
    if (readVersion(path) === version) return
    const next = readKeys(path)
    if (next === undefined) {
      throw new KeyFileError(`${path} is gone; hint: restart the gateway, which makes new keys`)
    }
    ;({ keys, version } = next)
  }

  return {
    signer: () => {
      look()
      return findSigner(keys, toSeconds(now()))
    },
    published: () => {
      look()
      return withoutOutlived(keys, toSeconds(now())).map(({ publicJwk }) => publicJwk)
    },
  }
}

interface KnownKeys {
  readonly keys: readonly SigningKey[]
  readonly version: string
}

function openKeys({ path, now, isTrial }: KeyRingOptions): KnownKeys {
  const found = readKeys(path)
  if (found !== undefined) return found
  const time = toSeconds(now())
  // Nobody has a set without it yet.
  const first = makeStoredKey({ createdAt: time, signsFrom: time })
  if (isTrial) return { keys: [toSigningKey(first)], version: '' }
  writeFirst(path, [first])
  const written = readKeys(path)
  if (written === undefined) throw new KeyFileError(`${path} was deleted at once; hint: who else writes it?`)
  return written
}

function readKeys(path: string): KnownKeys | undefined {
  const file = readKeyFile(path)
  if (file === undefined) return undefined
  try {
    return { keys: file.keys.map(toSigningKey), version: file.version }
  } catch {
    throw new KeyFileError(`${path} holds a key that cannot be used; hint: delete it for new ones`)
  }
}

function needsChange(keys: readonly KeyTimes[], time: number, plan: KeyPlan): boolean {
  return isKeyDue(keys, time, plan) || withoutOutlived(keys, time).length < keys.length
}

/** Writes the next keys; false where another process is at it, or was. */
function change({ path, now, ...plan }: KeyRingOptions): boolean {
  const lock = takeLock(`${path}.lock`)
  if (lock === undefined) return false
  try {
    const time = toSeconds(now())
    // Anew, since only now nobody else writes.
    const timed = (readKeyFile(path)?.keys ?? []).map(withTimes)
    if (timed.length === 0 || !needsChange(timed, time, plan)) return true
    return overwrite(path, nextKeys(timed, time, plan), lock.isHeld)
  } finally {
    lock.release()
  }
}

interface TimedKey extends KeyTimes {
  readonly stored: StoredKey
}

function withTimes(stored: StoredKey): TimedKey {
  return { stored, createdAt: stored.created_at, signsFrom: stored.signs_from }
}

function nextKeys(timed: readonly TimedKey[], time: number, plan: KeyPlan): readonly StoredKey[] {
  const kept = withoutOutlived(timed, time).map(({ stored }) => stored)
  return isKeyDue(timed, time, plan)
    ? [...kept, makeStoredKey({ createdAt: time, signsFrom: signsFrom(time, plan) })]
    : kept
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}
