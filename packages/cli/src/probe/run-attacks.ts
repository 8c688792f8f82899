import type { Attack, Kit } from './attacks/attack.ts'
import { judge, type Knowledge } from './judge/judge.ts'
import type { Finding } from './report.ts'
import type { Shooter, Shown } from './shooter.ts'

/** What came of a list of attacks. */
export interface Attacked {
  readonly findings: readonly Finding[]
  readonly judged: number
  readonly notMade: readonly string[]
  readonly notJudged: readonly string[]
}

/** Makes each attack and judges its answer. `onTurn` hears of each before it is made. */
export async function runAttacks(
  attacks: readonly Attack[],
  kit: Kit,
  { shooter, known, onTurn }: { shooter: Shooter; known: Knowledge; onTurn: (attack: Attack) => void },
): Promise<Attacked> {
  const findings: Finding[] = []
  const notMade: string[] = []
  const notJudged: string[] = []
  for (const attack of attacks) {
    onTurn(attack)
    const shot = await attack.make(kit)
    const shown = shot === undefined ? undefined : await shootIfPossible(shooter, shot)
    if (shown === undefined) notMade.push(attack.name)
    else if (shown.answer.kind === 'answered' && shown.answer.status === 429) notJudged.push(attack.name)
    else findings.push(...judge(attack, shown.answer, shown.secrets, known))
  }
  return { findings, judged: attacks.length - notMade.length - notJudged.length, notMade, notJudged }
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
