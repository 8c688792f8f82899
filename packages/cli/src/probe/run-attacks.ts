import type { Attack, Kit } from './attacks/attack.ts'
import { GONE, SILENT } from './doubts.ts'
import type { Inconclusive } from './judge/baselines.ts'
import { judge, type Knowledge } from './judge/judge.ts'
import type { Finding } from './report.ts'
import type { Shooter, Shown } from './shooter.ts'
import { retryAfterSeconds } from './target/answer.ts'

/** What came of a list of attacks. */
export interface Attacked {
  readonly findings: readonly Finding[]
  readonly judged: number
  readonly notMade: readonly string[]
  readonly notJudged: readonly string[]
  /** Of the judged ones: those that got 503 with `Retry-After`. */
  readonly waiting: number
  /** Why the rest was not tried. */
  readonly stopped?: Inconclusive
}

/** So many answers in a row that are lost are no accident. */
const LOST_IN_A_ROW = 5
/** One that never answers what it refuses would be waited for until tomorrow. */
const MOST_TIMEOUTS = 10

/**
 * Makes each attack and judges its answer. `onTurn` hears of each before it is made; `isSteady` says whether a good token is
 * still taken. Stops where nobody answers any more.
 */
export async function runAttacks(
  attacks: readonly Attack[],
  kit: Kit,
  {
    shooter,
    known,
    onTurn,
    isSteady,
  }: {
    readonly shooter: Shooter
    readonly known: Knowledge
    readonly onTurn: (attack: Attack) => void
    readonly isSteady: () => Promise<boolean>
  },
): Promise<Attacked> {
  const findings: Finding[] = []
  const notMade: string[] = []
  const notJudged: string[] = []
  let [done, waiting, lostInARow, timeouts] = [0, 0, 0, 0]
  const toAttacked = (stopped?: Inconclusive): Attacked => ({
    findings,
    judged: done - notMade.length - notJudged.length,
    notMade,
    notJudged,
    waiting,
    ...(stopped && { stopped }),
  })
  for (const attack of attacks) {
    onTurn(attack)
    const shot = await attack.make(kit)
    const shown = shot === undefined ? undefined : await shootIfPossible(shooter, shot)
    done += 1
    if (shown === undefined) {
      notMade.push(attack.name)
      continue
    }
    const { answer, secrets } = shown
    if (answer.kind === 'answered' && answer.status === 429) notJudged.push(attack.name)
    else findings.push(...judge(attack, answer, secrets, known))
    if (answer.kind === 'answered') {
      lostInARow = 0
      if (answer.status === 503 && retryAfterSeconds(answer) !== undefined) waiting += 1
      continue
    }
    lostInARow += 1
    if (answer.reason === 'timeout' && (timeouts += 1) >= MOST_TIMEOUTS) return toAttacked(SILENT)
    if (lostInARow % LOST_IN_A_ROW === 0 && !(await isSteady())) return toAttacked(GONE)
  }
  return toAttacked()
}

/** Undefined for what HTTP cannot carry: a token with a line break in it reaches nobody. */
async function shootIfPossible(
  shooter: Shooter,
  shot: Parameters<Shooter['shoot']>[0],
): Promise<Shown | undefined> {
  try {
    return await shooter.shoot(shot)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Two lists of attacks as one. */
export function addUp(parts: readonly Attacked[]): Attacked {
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
