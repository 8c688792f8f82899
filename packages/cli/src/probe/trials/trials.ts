import { setTimeout as sleep } from 'node:timers/promises'
import type { Kit } from '../attacks/attack.ts'
import { describeAnswer } from '../judge/baselines.ts'
import { isAccepted, type Knowledge } from '../judge/judge.ts'
import type { Finding, KeyFetches } from '../report.ts'
import type { Shooter, Shown } from '../shooter.ts'
import type { LocalIssuer } from './local-issuer.ts'

/** What trials of many requests need. */
export interface TrialKit {
  readonly issuer: LocalIssuer
  readonly shooter: Shooter
  readonly carry: Kit['carry']
  readonly known: Knowledge
}

const GOOD_REQUESTS = 10
const UNKNOWN_REQUESTS = 20
/** A backend that keeps keys asks once or twice here, when its time is over; not for every second request. */
const TOO_MANY_FOR_GOOD = 5
/** Two in half a minute are enough; ten of twenty are no meter. */
const TOO_MANY_FOR_UNKNOWN = 10

type Fetches = KeyFetches['forGood']

/** How often keys were asked for, and what is wrong with that. */
interface Counted {
  readonly fetches: Fetches
  readonly findings: readonly Finding[]
}

/** How often keys are asked for by good tokens, each a new one. */
export async function tryGoodOnes(kit: TrialKit): Promise<Counted> {
  const fetches = await countFetches(kit, GOOD_REQUESTS, () => kit.issuer.mint({}))
  return judgeFetches(fetches, TOO_MANY_FOR_GOOD, {
    attack: 'good-tokens',
    sentence: `${GOOD_REQUESTS} good tokens of a known key`,
    defect: 'keys-per-request',
  })
}

/** How often keys are asked for by tokens that no key of the issuer's signed. */
export async function tryFlood(kit: TrialKit): Promise<Counted> {
  let count = 0
  const fetches = await countFetches(kit, UNKNOWN_REQUESTS, () =>
    kit.issuer.mint({ forge: { header: { kid: `nobody-${(count += 1)}` } } }),
  )
  return judgeFetches(fetches, TOO_MANY_FOR_UNKNOWN, {
    attack: 'unknown-kid-flood',
    sentence: `${UNKNOWN_REQUESTS} tokens, each with a kid that nobody published`,
    defect: 'flood-reaches-issuer',
  })
}

function judgeFetches(
  fetches: Fetches,
  tooMany: number,
  what: Pick<Finding, 'attack' | 'sentence' | 'defect'>,
): Counted {
  const evidence = `the keys were fetched ${fetches.fetches} times`
  const isTooOften = fetches.fetches >= tooMany
  return { fetches, findings: isTooOften ? [{ class: 'keys', family: 'issuer', ...what, evidence }] : [] }
}

async function countFetches(
  { issuer, shooter, carry }: TrialKit,
  requests: number,
  mint: () => Promise<string>,
): Promise<Fetches> {
  const before = await issuer.countFetches()
  for (let at = 0; at < requests; at++) await shooter.shoot(carry(await mint()))
  return { requests, fetches: (await issuer.countFetches()) - before }
}

/** A new key signs, and the old one is published still: tokens of both are good. */
export async function tryRotation(kit: TrialKit): Promise<readonly Finding[]> {
  const { issuer, shooter, carry } = kit
  const old = await issuer.mint({})
  const oldOfNobody = await issuer.mint({ forge: { header: { kid: 'nobody-has-this-kid' } } })
  await issuer.rotate()
  const fresh = await untilAccepted(kit, async () => shooter.shoot(carry(await issuer.mint({}))))
  const kept = await shooter.shoot(carry(old))
  const findings: Finding[] = []
  if (!isAccepted(kit.known, fresh) && isRefusal(fresh)) {
    // Who takes the first key of what it keeps takes a token of that key under any kid.
    const takesAny = isAccepted(kit.known, await shooter.shoot(carry(oldOfNobody)))
    const sentence = 'a good token of a key that was published six seconds ago'
    findings.push(toFinding('rotation', sentence, takesAny ? 'first-key' : 'rotation-refused', fresh))
  }
  if (!isAccepted(kit.known, kept) && isRefusal(kept)) {
    const sentence = 'a good token of the key before, which is still published'
    findings.push(toFinding('rotation-old-key', sentence, 'first-key', kept))
  }
  return findings
}

function toFinding(attack: string, sentence: string, defect: Finding['defect'], shown: Shown): Finding {
  const evidence = describeAnswer(shown.answer, shown.secrets)
  return {
    class: defect === 'first-key' ? 'keys' : 'note',
    attack,
    family: 'issuer',
    sentence,
    defect,
    evidence,
  }
}

/** The keys cannot be had, and a token comes that needs them. Not one of a new key: the next probe would meet a backend without it. */
export async function tryOutage({ issuer, shooter, carry, known }: TrialKit): Promise<readonly Finding[]> {
  const ask = async (): Promise<Shown> =>
    shooter.shoot(carry(await issuer.mint({ forge: { header: { kid: 'nobody-in-an-outage' } } })))
  const before = await issuer.countFetches()
  await issuer.breakKeys({ status: 503 })
  try {
    let shown = await ask()
    const hasAsked = async (): Promise<boolean> => (await issuer.countFetches()) > before
    // One that meters its fetches asks a moment later.
    for (let tries = 0; tries < 3 && !(await hasAsked()); tries++) {
      await sleep(700)
      shown = await ask()
    }
    const { answer, secrets } = shown
    if (!(await hasAsked()) || answer.kind === 'lost' || isAccepted(known, shown)) return []
    if (answer.status !== 401 && answer.status !== 403) return []
    return [
      {
        class: 'keys',
        attack: 'outage',
        family: 'issuer',
        sentence: 'a token whose key may be a new one, while the issuer answers 503 for its keys',
        defect: 'outage-as-401',
        evidence: describeAnswer(answer, secrets),
      },
    ]
  } finally {
    await issuer.mend()
  }
}

const SLOW_MS = 2_500

/** The keys come slowly for one token, and one of a known key comes meanwhile. */
export async function trySlowKeys({ issuer, shooter, carry, known }: TrialKit): Promise<readonly Finding[]> {
  const good = carry(await issuer.mint({}))
  const warm = await shooter.shoot(good)
  if (!isAccepted(known, warm)) return []
  const before = await issuer.countFetches()
  await issuer.breakKeys({ delayMs: SLOW_MS })
  try {
    const waiting = shooter.shoot(carry(await issuer.mint({ forge: { header: { kid: 'nobody-slow' } } })))
    await sleep(300)
    const { answer } = await shooter.shoot(good)
    const asked = (await issuer.countFetches()) > before
    await waiting
    if (!asked || answer.durationMs < SLOW_MS / 2) return []
    return [
      {
        class: 'note',
        attack: 'slow-keys',
        family: 'issuer',
        sentence: 'a good token of a known key, while keys are fetched for another token',
        defect: 'slow-keys-block',
        evidence: `it was answered after ${(answer.durationMs / 1000).toFixed(1)} s`,
      },
    ]
  } finally {
    await issuer.mend()
  }
}

/** 503 says that the keys are not there yet. */
function isRefusal({ answer }: Shown): boolean {
  return answer.kind === 'answered' && answer.status < 500
}

/** A backend that meters its fetches finds a new key some seconds later: that is no defect. */
async function untilAccepted(kit: TrialKit, ask: () => Promise<Shown>): Promise<Shown> {
  const until = performance.now() + LONGEST_METER_MS
  for (;;) {
    const shown = await ask()
    if (isAccepted(kit.known, shown) || performance.now() > until) return shown
    await sleep(500)
  }
}

const LONGEST_METER_MS = 6_000
