import { createKey, type TestKey } from '../support/keys.ts'

/** The life of the verifier's sets, in seconds of the clock: one second of the soak. */
export const TTL_SECONDS = 60
/** Every second of the soak a key takes over that was published two lives of a set before. */
const ROTATION_SECONDS = TTL_SECONDS
const NOTICE_SECONDS = 2 * TTL_SECONDS
/** Every twenty seconds of the soak a key is published that signs at once. */
export const SURPRISE_SECONDS = 20 * TTL_SECONDS
const FIRST_SURPRISE = SURPRISE_SECONDS / 2
/** How long an access token lives. */
export const LIFE_SECONDS = 300

/** A key of the issuer, and when it is what. In seconds since the start. */
export interface ScheduledKey {
  readonly key: TestKey
  readonly publishedAt: number
  readonly signsFrom: number
  /** When it leaves the set. Every second surprise takes the key that it follows out at once. */
  removedAt: number
}

/** The keys of an issuer that rotates all the time. */
export interface KeySchedule {
  /** Lets the issuer do what is due. */
  advanceTo(now: number): void
  /** The key that signs now. */
  signer(): ScheduledKey
  published(): readonly ScheduledKey[]
  counts(): { readonly announced: number; readonly surprises: number; readonly withdrawn: number }
}

export function createKeySchedule(): KeySchedule {
  let now = 0
  let keys: ScheduledKey[] = []
  let signer = add(0)
  let nextAnnouncement = -ROTATION_SECONDS
  let nextSurprise = FIRST_SURPRISE
  const counts = { announced: 0, surprises: 0, withdrawn: 0 }

  function add(signsFrom: number): ScheduledKey {
    const added = { key: createKey('ES256'), publishedAt: now, signsFrom, removedAt: Infinity }
    keys.push(added)
    return added
  }

  function handOver(to: ScheduledKey): void {
    // Its last token expires, within the verifier's tolerance, before it leaves.
    signer.removedAt = Math.min(signer.removedAt, now + LIFE_SECONDS + 2 * TTL_SECONDS)
    signer = to
  }

  return {
    advanceTo(moment) {
      now = moment
      for (; nextAnnouncement <= now; nextAnnouncement += ROTATION_SECONDS) {
        add(nextAnnouncement + NOTICE_SECONDS)
      }
      const due = keys.filter(({ signsFrom }) => signsFrom <= now && signsFrom > signer.signsFrom)
      for (const key of due) {
        handOver(key)
        counts.announced++
      }
      if (nextSurprise <= now) {
        nextSurprise += SURPRISE_SECONDS
        counts.surprises++
        if (counts.surprises % 2 === 0) {
          signer.removedAt = now
          counts.withdrawn++
        }
        handOver(add(now))
      }
      keys = keys.filter(({ removedAt }) => removedAt > now)
    },
    signer: () => signer,
    published: () => keys,
    counts: () => counts,
  }
}
