import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createControlClient } from '../control/control-client.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Attack, Kit, PublishedKeys } from './attacks/attack.ts'
import { listAttacks } from './attacks/table.ts'
import { diagnose } from './diagnose.ts'
import { createLocalIssuer, type LocalIssuer } from './trials/local-issuer.ts'
import type { MintOrder } from './trials/mint-order.ts'
import { tryFlood, tryGoodOnes, tryOutage, tryRotation, trySlowKeys, type TrialKit } from './trials/trials.ts'
import type { AcceptIf } from './judge/accept-if.ts'
import { isInconclusive, learnBaselines, type Baselines, type Inconclusive } from './judge/baselines.ts'
import { judge, type Judged, type Knowledge } from './judge/judge.ts'
import { openOutpost } from './outpost.ts'
import type { Finding, KeyFetches, ProbeReport, Verdict } from './report.ts'
import { runAttacks, type Attacked } from './run-attacks.ts'
import { createShooter, type Shooter, type Shown } from './shooter.ts'
import { retryAfterSeconds } from './target/answer.ts'
import type { Target } from './target/pin-target.ts'
import { createSend, type HeaderLine, type Shot } from './target/send.ts'
import { makeAttackerKeys } from './token/attacker-keys.ts'
import { readGoodToken, type GoodToken } from './token/good-token.ts'

/** What is attacked, and with what. */
export interface ProbeOrder {
  readonly target: Target
  readonly method: string
  readonly headers: readonly HeaderLine[]
  readonly body?: string | undefined
  /** Where the backend looks for the token. */
  readonly place: { readonly kind: 'bearer' } | { readonly kind: 'header' | 'cookie'; readonly name: string }
  /** A local issuer that the backend trusts, or a token of an issuer that it trusts and that issuer's keys. */
  readonly tokens:
    | { readonly issuer: string | undefined; readonly mint: MintOrder }
    | { readonly token: string; readonly published: PublishedKeys | undefined }
  readonly acceptIf: AcceptIf | undefined
  readonly perSecond: number
  readonly timeoutMs: number
}

/** Hears how far it is. */
export type OnProgress = (done: number, all: number, what: string) => void

/**
 * Attacks a backend and tells what it let through. The local issuer is put back as it was, its keys too, also where this fails
 * or is aborted. Rejects with a UsageError for what cannot be reached, and with the signal's reason.
 */
export async function probe(
  order: ProbeOrder,
  surroundings: Pick<Surroundings, 'environment'>,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<ProbeReport> {
  const startMs = performance.now()
  const send = createSend(order.target, order)
  const shooter = createShooter(send, order.perSecond, signal)
  const issuer = 'mint' in order.tokens ? openIssuer(order.tokens, surroundings) : undefined
  await issuer?.begin()
  try {
    return await probeWith(order, issuer, shooter, startMs, onProgress)
  } finally {
    await issuer?.end()
  }
}

async function probeWith(
  order: ProbeOrder,
  issuer: LocalIssuer | undefined,
  shooter: Shooter,
  startMs: number,
  onProgress: OnProgress,
): Promise<ProbeReport> {
  const text = 'token' in order.tokens ? order.tokens.token : await (issuer as LocalIssuer).mint({})
  const good = readGoodToken(text)
  const published = 'token' in order.tokens ? order.tokens.published : await issuer?.published()
  const keys = makeAttackerKeys(String(good.header['alg']))
  const outpost = await openOutpost(keys)
  const kit: Kit = {
    good,
    keys,
    carry: (token) => carry(order.place, token),
    place: order.place.kind,
    method: order.method,
    published,
    outpost,
    mint: issuer?.mint,
  }
  try {
    const run = await attackAll(kit, issuer, shooter, order.acceptIf, onProgress)
    const visits = outpost.visits()
    const findings = [...run.findings, ...visits.map(toVisit)]
    const { defects, notes } = diagnose(findings)
    const { waiting: _, stopped: __, ...told } = run
    return {
      target: order.target.url.origin + order.target.url.pathname,
      address: order.target.address,
      method: order.method,
      mode: issuer === undefined ? 'given-token' : 'local-issuer',
      ...told,
      findings,
      defects,
      notes,
      verdict: toVerdict(run.inconclusive, findings, defects.length),
      sent: shooter.sent(),
      durationMs: Math.round(performance.now() - startMs),
    }
  } finally {
    await outpost.close()
  }
}

function openIssuer(
  { issuer, mint }: { readonly issuer: string | undefined; readonly mint: MintOrder },
  surroundings: Pick<Surroundings, 'environment'>,
): LocalIssuer {
  return createLocalIssuer(createControlClient({ issuer }, surroundings), mint)
}

function carry(place: ProbeOrder['place'], token: string): Shot {
  if (place.kind === 'bearer') return { headers: [['Authorization', `Bearer ${token}`]] }
  if (place.kind === 'cookie') return { headers: [['Cookie', `${place.name}=${token}`]] }
  return { headers: [[place.name, token]] }
}

type Run = Attacked & Pick<ProbeReport, 'inconclusive' | 'baselines' | 'keyFetches'>

async function attackAll(
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
    ...(forGood && forUnknown && { keyFetches: toFetches(forGood.fetches, forUnknown.fetches) }),
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

function addUp(parts: readonly Attacked[]): Attacked {
  const stopped = parts.find((part) => part.stopped !== undefined)?.stopped
  return {
    findings: parts.flatMap(({ findings }) => findings),
    judged: parts.reduce((sum, { judged }) => sum + judged, 0),
    waiting: parts.reduce((sum, { waiting }) => sum + waiting, 0),
    notMade: parts.flatMap(({ notMade }) => notMade),
    notJudged: parts.flatMap(({ notJudged }) => notJudged),
    ...(stopped && { stopped }),
  }
}

function toShownBaselines({ good, refused, by }: Baselines): NonNullable<ProbeReport['baselines']> {
  return { good, refused, by }
}

/** What was not looked at is no pass. */
function findDoubt({ judged, waiting, notJudged }: Attacked): Inconclusive | undefined {
  if (notJudged.length > 0) {
    return {
      reason: `${notJudged.length} attacks were answered by 429 and could not be judged`,
      hint: 'try a lower --rate, or let this machine ask as often as it likes',
    }
  }
  if (waiting > judged / 2) {
    return {
      reason: `${waiting} of ${judged} attacks were answered by 503 and Retry-After`,
      hint: 'does the backend reach its issuer, and is it strong enough for --rate?',
    }
  }
  return undefined
}

const UNSTEADY: Inconclusive = {
  reason: 'a good token is not answered as a good one any more',
  hint: 'did the backend stop, or does it shut out who asks often? look into its log, or try a lower --rate',
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
  { baselines }: Knowledge,
): Promise<boolean> {
  for (const token of tokens) {
    if (token === undefined) continue
    const { answer, secrets } = await shooter.shoot(carryToken(token))
    if (answer.kind === 'answered' && baselines.isAccepted(answer, secrets)) return true
  }
  return false
}

function toFetches(forGood: KeyFetches['forGood'], forUnknown: KeyFetches['forUnknown']): KeyFetches {
  return { forGood, forUnknown }
}

function toVisit(attack: string): Finding {
  return {
    class: 'let-through',
    attack,
    family: 'key-source',
    sentence: 'a token that names an address',
    defect: 'fetches-from-token',
    evidence: 'the backend fetched that address',
  }
}

function toVerdict(
  inconclusive: Inconclusive | undefined,
  findings: readonly Finding[],
  defects: number,
): Verdict {
  // What was let through was let through, however it ended.
  if (findings.some(({ class: seen }) => seen === 'let-through')) return 'let-through'
  if (inconclusive !== undefined) return 'inconclusive'
  return defects > 0 ? 'found' : 'clean'
}
