import { createVerifier, type RemoteKeys, type Verifier } from 'tokenstile'
import { createClock, settle } from '../support/clock.ts'
import { issuerOptions } from '../support/tokens.ts'
import { createFailingIssuer, type IssuerCounts } from './failing-issuer.ts'
import { createJudge, type Verdict } from './judge.ts'
import { createKeySchedule, SURPRISE_SECONDS, TTL_SECONDS, type KeySchedule } from './key-schedule.ts'
import { createRandom, type SeededRandom } from './seeded-random.ts'
import { createTraffic, type SentToken } from './traffic.ts'

/** What to do otherwise: to see that the judge notices. */
export interface SoakChanges {
  readonly keys?: RemoteKeys
  /** How many of the requests fail at a moment, from 0 to 1. */
  readonly failing?: (clockSeconds: number) => number
  /** Puts something before the verifier. */
  readonly wrap?: (verifier: Verifier<unknown>) => Pick<Verifier<unknown>, 'tryVerify'>
}

export interface SoakReport extends Verdict {
  readonly seed: number
  readonly clockSeconds: number
  readonly rotations: ReturnType<KeySchedule['counts']>
  readonly requests: IssuerCounts
}

const CALLERS = 4
const FAILING = 0.05
const STEP_SECONDS = 0.25
const FLOOD_SECONDS = 60
const METER_SECONDS = 30

/**
 * Lets four callers send tokens, as fast as this machine can, to a verifier whose clock goes a quarter of a second
 * further with each of their rounds. Everything that happens follows from the seed.
 */
export async function runSoak(
  seed: number,
  isOver: (clockSeconds: number) => boolean,
  changes: SoakChanges = {},
): Promise<SoakReport> {
  const random = createRandom(seed)
  const clock = createClock()
  const startedAt = clock.monotonicNow()
  const elapsed = (): number => (clock.monotonicNow() - startedAt) / 1000
  const schedule = createKeySchedule()
  const { failing = () => FAILING } = changes
  const issuer = createFailingIssuer(schedule, random.fork(), elapsed, failing)
  const traffic = createTraffic(schedule, random.fork())
  const floods = createFloods(random)
  const judge = createJudge()
  const keys: RemoteKeys = { ttlSeconds: TTL_SECONDS, timeoutMs: 120_000, ...changes.keys }
  const verifier = createVerifier(issuerOptions({ keys }), { ...clock.clocks, fetch: issuer.fetch })
  const { tryVerify } = changes.wrap?.(verifier) ?? verifier
  let strangers: number[] = []
  let waiting = 0

  async function send(sent: SentToken): Promise<void> {
    const sentAt = elapsed()
    const wasShown = sent.by !== undefined && issuer.hasShown(sent.by)
    if (sent.kind === 'made-up' || (sent.kind === 'out' && !wasShown)) strangers.push(sentAt)
    waiting++
    const result = await tryVerify(sent.token)
    waiting--
    const answeredAt = elapsed()
    strangers = strangers.filter((at) => at > sentAt - METER_SECONDS)
    judge.hear({
      ...sent,
      sentAt,
      answeredAt,
      outcome: result.ok ? 'accepted' : result.error.code,
      wasShown,
      isFailing: issuer.isFailing(),
      strangers: strangers.length,
    })
  }

  const endSeeding = seedMath(random)
  try {
    while (!isOver(elapsed())) {
      clock.advance(STEP_SECONDS)
      schedule.advanceTo(elapsed())
      issuer.deliver()
      await settle()
      const isFlood = floods.isOn(elapsed())
      for (let caller = waiting; caller < CALLERS; caller++) void send(traffic.next(elapsed(), isFlood))
      await settle()
    }
  } finally {
    endSeeding()
    verifier.close()
  }
  const requests = issuer.counts()
  const most = mostKeyFetches(elapsed(), requests)
  if (requests.keySets > most) judge.note(`asked ${requests.keySets} times for the key set, ${most} would do`)
  return { seed, clockSeconds: elapsed(), rotations: schedule.counts(), requests, ...judge.verdict() }
}

/** One refresh in four fifths of a life, one more for each that failed, and what the meter lets through. */
function mostKeyFetches(seconds: number, { failed }: IssuerCounts): number {
  return Math.ceil(1 + seconds / (0.8 * TTL_SECONDS) + failed + 2 + seconds / (METER_SECONDS / 2))
}

/** Made-up kids in masses for a minute, about when a key appears by surprise, half of the times, and in between. */
function createFloods(random: SeededRandom): { isOn(now: number): boolean } {
  const everySeconds = SURPRISE_SECONDS / 2
  let number = 0
  let from = -Infinity
  return {
    isOn(now) {
      if (now > (number + 1) * everySeconds - FLOOD_SECONDS) {
        number++
        const isAtSurprise = number % 2 === 1
        if (!isAtSurprise || random.chance(0.5)) {
          from = number * everySeconds - random.between(0, FLOOD_SECONDS)
        }
      }
      return now >= from && now < from + FLOOD_SECONDS
    },
  }
}

/** The verifier throws dice too, to spread its refreshes: they must fall the same way as well. */
function seedMath(random: SeededRandom): () => void {
  const { random: original } = Math
  Math.random = random.fork().next
  return () => {
    Math.random = original
  }
}
