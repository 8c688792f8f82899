import { createHmac } from 'node:crypto'
import type { Auth } from 'tokenstile'

/** How people and clients are named in the log. */
export type SubjectStyle = 'plain' | 'hash' | 'off'

/** Who called, as it stands in the log. */
export interface Subject {
  readonly sub?: string
  readonly client_id?: string
}

/** Longer names are cut, so that a line stays short; what is not ASCII takes six characters for each of its own. */
function cut(text: string): string {
  return text.slice(0, /^[\x20-\x7e]*$/.test(text) ? 256 : 64)
}

/**
 * Gives what names callers: as they are, by a hash with a key, or not at all. Without its key a hash cannot be found by
 * trying names. One issuer's names are not another one's.
 */
export function createSubjectNamer(
  style: SubjectStyle,
  hashKey: Buffer,
): (auth: Auth<unknown> | undefined) => Subject {
  if (style === 'off') return () => NOBODY
  const write = style === 'plain' ? cut : undefined
  // A cached token has one `auth` for all its requests.
  const known = new WeakMap<Auth<unknown>, Subject>()

  function hash(kind: string, issuer: string, text: string): string {
    const digest = createHmac('sha256', hashKey)
      .update(JSON.stringify([kind, issuer, text]))
      .digest()
    return digest.subarray(0, 16).toString('base64url')
  }

  function name({ issuer, subject, clientId }: Auth<unknown>): Subject {
    return {
      ...(subject !== undefined && { sub: write?.(subject) ?? hash('sub', issuer, subject) }),
      ...(clientId !== undefined && { client_id: write?.(clientId) ?? hash('client_id', issuer, clientId) }),
    }
  }

  return (auth) => {
    if (auth === undefined) return NOBODY
    let subject = known.get(auth)
    if (subject === undefined) {
      subject = name(auth)
      known.set(auth, subject)
    }
    return subject
  }
}

const NOBODY: Subject = Object.freeze({})
