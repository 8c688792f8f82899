import type { AuthErrorCode } from 'tokenstile'
import type { SentToken } from './traffic.ts'
import { TTL_SECONDS } from './key-schedule.ts'

/** How a token fared, and what the issuer's side knows of that moment. In seconds since the start. */
export interface Answered extends SentToken {
  readonly sentAt: number
  readonly answeredAt: number
  readonly outcome: 'accepted' | AuthErrorCode
  /** Whether the verifier held the token's key when the token came: the last set that it was given has it. */
  readonly wasShown: boolean
  /** Whether a fetch failed since the last set that the verifier was given. */
  readonly isFailing: boolean
  /** How many tokens of kids that are in no set came in the last half minute. */
  readonly strangers: number
}

/** The verdict on a run: counts, and each thing that must not be, in words. */
export interface Verdict {
  readonly counts: Readonly<Record<string, number>>
  readonly violations: readonly string[]
}

export interface Judge {
  hear(answered: Answered): void
  /** Notes what must not be and is no token's fate. */
  note(violation: string): void
  verdict(): Verdict
}

/** As many strangers in half a minute as the verifier may ask for: then a key that it never saw has to wait its turn. */
export const FLOOD = 2
/** So long a flood may keep a new key waiting: until the meter lets one more fetch through, and that is back. */
const METER_SECONDS = 15 + 5
/** By then every set that held a key was replaced, with its issuer failing now and then. */
const LAST_USE_SECONDS = 4 * TTL_SECONDS

/**
 * Judges by what the issuer published and delivered, never by what the verifier says of itself. A valid token is never
 * refused with 401. It is refused with 503 only if the verifier was never given its key and could not ask: the issuer
 * failed, or the meter was spent on a flood. A bad token is never accepted.
 */
export function createJudge(): Judge {
  const counts: Record<string, number> = {}
  const violations: string[] = []
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1
  }

  function hearValid(answered: Answered): string | undefined {
    const { by, sentAt, answeredAt, outcome, wasShown, isFailing, strangers } = answered
    const first = wasShown ? '' : ' of a key not seen before'
    if (outcome === 'accepted') {
      count(`valid, verified${wasShown ? '' : ' after a fetch'}`)
      return wasShown && answeredAt > sentAt ? 'waited although its key was there' : undefined
    }
    if (outcome !== 'keys_unavailable') return `was refused with 401 ${outcome}${first}`
    if (wasShown) return 'was refused with 503 although its key was there'
    const keyAge = sentAt - (by?.publishedAt ?? -Infinity)
    if (isFailing) count('valid, 503 while the issuer failed')
    else if (strangers >= FLOOD && keyAge < METER_SECONDS) count('valid, 503 in a flood')
    else return `was refused with 503, its key ${keyAge.toFixed(2)} s old and not seen before`
    return undefined
  }

  function hearBad({ kind, sentAt, outcome, by, wasShown, isFailing }: Answered): string | undefined {
    count(`${kind}, ${outcome}`)
    if (outcome !== 'accepted') return undefined
    if (kind !== 'out') return 'was accepted'
    // Until a set without it arrives, the verifier cannot know.
    if (!wasShown) return 'was accepted although the set no longer has its key'
    const isLate = by !== undefined && sentAt > by.removedAt + LAST_USE_SECONDS && !isFailing
    return isLate ? 'was accepted long after its key was taken out' : undefined
  }

  return {
    hear(answered) {
      const wrong = answered.kind === 'valid' ? hearValid(answered) : hearBad(answered)
      if (wrong !== undefined) {
        violations.push(`at ${answered.sentAt.toFixed(2)} s a token (${answered.kind}) ${wrong}`)
      }
    },
    note: (violation) => violations.push(violation),
    verdict: () => ({ counts, violations }),
  }
}
