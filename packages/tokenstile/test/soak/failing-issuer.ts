import { json } from '../support/published-keys.ts'
import { ISSUER } from '../support/tokens.ts'
import type { KeySchedule, ScheduledKey } from './key-schedule.ts'
import type { SeededRandom } from './seeded-random.ts'

const LATENCY_SECONDS = 1.5
const TIME_LIMIT_SECONDS = 5
/** The longest pause of a verifier that asks a failing issuer again and again, and the time that the next answer takes. */
const LONGEST_PAUSE_SECONDS = 60 + TIME_LIMIT_SECONDS

/** An issuer in memory: every answer takes a while of the clock, and some are none. */
export interface FailingIssuer {
  readonly fetch: typeof globalThis.fetch
  /** Gives the answers that are due. */
  deliver(): void
  /** Whether the verifier was given this key, in the last set that it got. */
  hasShown(key: ScheduledKey): boolean
  /** Whether something failed since the last set that the verifier got, and it still asks: who gives up has no excuse. */
  isFailing(): boolean
  counts(): IssuerCounts
}

export interface IssuerCounts {
  readonly documents: number
  readonly keySets: number
  readonly failed: number
}

interface Answer {
  readonly dueAt: number
  give(): void
}

/** What comes instead of an answer, after how long. */
const FAULTS: readonly { readonly seconds: number; readonly answer: () => Response | undefined }[] = [
  { seconds: 0, answer: () => undefined },
  { seconds: TIME_LIMIT_SECONDS, answer: () => undefined },
  { seconds: 0, answer: () => new Response('bad gateway', { status: 502 }) },
  { seconds: 0, answer: () => new Response('<!doctype html>') },
  { seconds: 0, answer: () => new Response('{"keys":[') },
  { seconds: 0, answer: () => json({ keys: [] }) },
]

export function createFailingIssuer(
  schedule: KeySchedule,
  random: SeededRandom,
  now: () => number,
  failing: (now: number) => number,
): FailingIssuer {
  let pending: Answer[] = []
  let shown: ReadonlySet<ScheduledKey> = new Set()
  let lastFailed = false
  let askedAt = -Infinity
  const counts = { documents: 0, keySets: 0, failed: 0 }

  const fetch = (input: unknown): Promise<Response> =>
    new Promise((resolve, reject) => {
      askedAt = now()
      const isForKeys = String(input) === `${ISSUER}/keys`
      if (isForKeys) counts.keySets++
      else counts.documents++
      const latency = random.between(0, LATENCY_SECONDS)
      const fault = random.chance(failing(now())) ? random.pick(FAULTS) : undefined
      if (fault !== undefined) {
        counts.failed++
        const give = (): void => {
          lastFailed = true
          const response = fault.answer()
          if (response === undefined) reject(new TypeError('fetch failed'))
          else resolve(response)
        }
        pending.push({ dueAt: now() + Math.max(latency, fault.seconds), give })
        return
      }
      // What is published when the request arrives, not when the answer does: the worst case.
      const keys = [...schedule.published()]
      const give = (): void => {
        if (isForKeys) {
          shown = new Set(keys)
          lastFailed = false
          resolve(json({ keys: keys.map(({ key }) => key.jwk) }))
        } else resolve(json({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }))
      }
      pending.push({ dueAt: now() + latency, give })
    })

  return {
    fetch,
    deliver() {
      const due = pending.filter(({ dueAt }) => dueAt <= now())
      pending = pending.filter(({ dueAt }) => dueAt > now())
      for (const { give } of due) give()
    },
    hasShown: (key) => shown.has(key),
    isFailing: () => lastFailed && now() - askedAt < LONGEST_PAUSE_SECONDS,
    counts: () => counts,
  }
}
