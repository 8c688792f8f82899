import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack, Kit } from './attacks/attack.ts'
import { listAttacks } from './attacks/table.ts'
import { findDoubt, UNSTEADY } from './doubts.ts'
import type { AcceptIf } from './judge/accept-if.ts'
import { isInconclusive, learnBaselines, type Baselines } from './judge/baselines.ts'
import { isAccepted, judge, type Judged, type Knowledge } from './judge/judge.ts'
import type { OnProgress } from './progress.ts'
import type { Finding, ProbeReport } from './report.ts'
import { addUp, runAttacks, type Attacked } from './run-attacks.ts'
import type { Shooter, Shown } from './shooter.ts'
import { retryAfterSeconds } from './target/answer.ts'
import { readGoodToken, type GoodToken } from './token/good-token.ts'
import type { LocalIssuer } from './trials/local-issuer.ts'
import { tryFlood, tryGoodOnes, tryOutage, tryRotation, trySlowKeys, type TrialKit } from './trials/trials.ts'

/** What came of all phases. */
export type Run = Attacked & Pick<ProbeReport, 'inconclusive' | 'baselines' | 'keyFetches'>

/**
 * Takes the baselines, makes every attack, steers the issuer where that is possible, and looks at the end whether a good token is
 * still a good one.
 */
export async function runPhases(
  kit: Kit,
  issuer: LocalIssuer | undefined,
  shooter: Shooter,
  acceptIf: AcceptIf | undefined,
  onProgress: OnProgress,
): Promise<Run> {
  const samples = await takeBaselines(kit, shooter)
  const learned = learnBaselines(samples, acceptIf)
  if (isInconclusive(learned)) return { ...NOTHING, inconclusive: learned }
  const known = toKnowledge(learned, samples, kit)
  const trials: TrialKit | undefined = issuer && { issuer, shooter, carry: kit.carry, known }
  const attacks = listAttacks(kit.published)
  let done = 0
  const run = (list: readonly Attack[], at: Kit): Promise<Attacked> =>
    runAttacks(list, at, {
      shooter,
      known,
      isSteady: async () => isStillGood([at.good.text, await at.mint?.({})], at, shooter, known),
      onTurn: ({ family }) => onProgress((done += 1), attacks.length, family),
    })

  const forGood = trials && (await tryGoodOnes(trials))
  // First what the issuer signs: a rotation would change the key of these, and unknown keys have some backends wait.
  const signed = await run(attacks.filter(isSigned), kit)
  if (signed.stopped !== undefined) return stopHere(learned, samples, known, [signed])
  const rotation = trials ? await tryRotation(trials) : []
  const good = await pickGood(kit, shooter, known)
  const forged = await run(
    attacks.filter((attack) => !isSigned(attack)),
    { ...kit, good },
  )
  if (forged.stopped !== undefined) return stopHere(learned, samples, known, [signed, forged])
  onProgress(attacks.length, attacks.length, 'issuer')
  const spare = kit.mint && (await kit.mint({}))
  const forUnknown = trials && (await tryFlood(trials))
  const outage = trials ? [...(await tryOutage(trials)), ...(await trySlowKeys(trials))] : []
  const attacked = addUp([signed, forged])
  const isSteady = await isStillGood([good.text, spare, await kit.mint?.({})], kit, shooter, known)
  const doubt = isSteady ? findDoubt(attacked) : UNSTEADY
  return {
    ...attacked,
    findings: [
      ...judgeBaselines(samples, known),
      ...attacked.findings,
      ...(forGood?.findings ?? []),
      ...rotation,
      ...(forUnknown?.findings ?? []),
      ...outage,
    ],
    baselines: toShownBaselines(learned),
    ...(forGood &&
      forUnknown && { keyFetches: { forGood: forGood.fetches, forUnknown: forUnknown.fetches } }),
    ...(doubt && { inconclusive: doubt }),
  }
}

const NOTHING: Attacked = { findings: [], judged: 0, waiting: 0, notMade: [], notJudged: [] }

/** The rest would be about a backend that is not there any more; what was seen until then stays. */
function stopHere(learned: Baselines, samples: Samples, known: Knowledge, parts: readonly Attacked[]): Run {
  const attacked = addUp(parts)
  return {
    ...attacked,
    findings: [...judgeBaselines(samples, known), ...attacked.findings],
    baselines: toShownBaselines(learned),
    inconclusive: attacked.stopped ?? UNSTEADY,
  }
}

function toShownBaselines({ good, refused, by }: Baselines): NonNullable<ProbeReport['baselines']> {
  return { good, refused, by }
}

function isSigned({ family }: Attack): boolean {
  return ['claims', 'kind', 'transport', 'cookie'].includes(family)
}

interface Samples {
  readonly good: readonly [Shown, Shown]
  readonly none: Shown
  readonly random: Shown
}

async function takeBaselines({ good, carry: carryToken, mint }: Kit, shooter: Shooter): Promise<Samples> {
  const start = await untilReady(() => shooter.shoot(carryToken(good.text)))
  // The others would wait as long.
  if (start.answer.kind === 'lost' && start.answer.reason !== 'reset')
    return { good: [start, start], none: start, random: start }
  const first = await shooter.shoot(carryToken(good.text))
  const none = await shooter.shoot({})
  const random = await shooter.shoot(carryToken(randomBytes(32).toString('base64url')))
  const second = await shooter.shoot(carryToken(mint === undefined ? good.text : await mint({})))
  return { good: [first, second], none, random }
}

/**
 * It may have to fetch the keys first, and to start all that it starts with the first request. One that meters its fetches, and
 * was probed a moment ago, does not know the newest key yet, and says so.
 */
async function untilReady(shoot: () => Promise<Shown>): Promise<Shown> {
  const until = performance.now() + LONGEST_START_MS
  for (;;) {
    const shown = await shoot()
    const { answer } = shown
    const isWaiting =
      answer.kind === 'answered' && answer.status === 503 && retryAfterSeconds(answer) !== undefined
    if (!isWaiting || performance.now() > until) return shown
    await sleep(1_000)
  }
}

const LONGEST_START_MS = 30_000

function toKnowledge(
  baselines: Baselines,
  { good: [{ answer }], none, random }: Samples,
  { place }: Kit,
): Knowledge {
  return {
    baselines,
    usualBody: answer.kind === 'answered' ? answer.body : '',
    isOpen: statusOf(none) < 300 && statusOf(random) === 401,
    mayRedirect: place === 'cookie',
  }
}

function statusOf({ answer }: Shown): number {
  return answer.kind === 'answered' ? answer.status : 599
}

/** A refusal has to look like one also where nothing was forged. */
function judgeBaselines({ none, random }: Samples, known: Knowledge): readonly Finding[] {
  return [
    ...judge(toBaseline('none', 'no token'), none.answer, none.secrets, known),
    ...judge(toBaseline('random', 'a random string'), random.answer, random.secrets, known),
  ]
}

function toBaseline(name: string, sentence: string): Judged {
  return { name, family: 'baseline', sentence, defect: 'signature-not-checked' }
}

/** The token to forge from after a rotation: one that is still taken. */
async function pickGood(
  { good, mint, carry: carryToken }: Kit,
  shooter: Shooter,
  known: Knowledge,
): Promise<GoodToken> {
  if (mint === undefined || (await isStillGood([good.text], { carry: carryToken }, shooter, known)))
    return good
  return readGoodToken(await mint({}))
}

async function isStillGood(
  tokens: readonly (string | undefined)[],
  { carry: carryToken }: Pick<Kit, 'carry'>,
  shooter: Shooter,
  known: Knowledge,
): Promise<boolean> {
  for (const token of tokens) {
    if (token === undefined) continue
    if (isAccepted(known, await shooter.shoot(carryToken(token)))) return true
  }
  return false
}
