import type { Attack, Tolerance } from '../attacks/attack.ts'
import { DEFECTS } from '../defects.ts'
import type { Finding } from '../report.ts'
import { retryAfterSeconds, type Answer, type AnsweredAnswer } from '../target/answer.ts'
import { describeAnswer, type Baselines, type Sample } from './baselines.ts'
import { findLeaks } from './leaks.ts'

/** What an attack is, for the judge. */
export type Judged = Pick<Attack, 'name' | 'family' | 'sentence' | 'defect' | 'tolerates'>

/** What is known of the backend when an answer is judged. */
export interface Knowledge {
  readonly baselines: Baselines
  /** The body of a good answer: what it shows is no leak. */
  readonly usualBody: string
  /** Whether those who bring no token get a page of their own, while bad tokens are refused. */
  readonly isOpen: boolean
  /** Whether a browser may be sent to a page for logging in. */
  readonly mayRedirect: boolean
}

/** Whether what came back for a request is a good answer. */
export function isAccepted(
  { baselines }: Pick<Knowledge, 'baselines'>,
  { answer, secrets }: Sample,
): boolean {
  return answer.kind === 'answered' && baselines.isAccepted(answer, secrets)
}

/** What else than 401 is right for a refusal, by what is wrong with the request. RFC 6750 §3.1, RFC 9110 §15.5. */
const TOLERATED: Readonly<Record<Tolerance, readonly number[]>> = {
  malformed: [400],
  oversized: [400, 413, 414, 431],
  forbidden: [403],
}

/** Finds what is wrong with an answer to an attack; nothing where it is a good refusal. Pure. */
export function judge(
  attack: Judged,
  answer: Answer,
  secrets: readonly string[],
  known: Knowledge,
): readonly Finding[] {
  const { name, family, sentence } = attack
  const evidence = describeAnswer(answer, secrets)
  const find = (found: Pick<Finding, 'class' | 'defect'>, seen = evidence): Finding => ({
    ...found,
    attack: name,
    family,
    sentence,
    evidence: seen,
  })
  if (answer.kind === 'lost')
    return isToleratedLoss(attack, answer) ? [] : [find({ class: 'crashed', defect: 'crashes' })]
  const leaks = findLeaks(answer, secrets, known.usualBody).map((leak) =>
    find({ class: 'leaked', defect: 'leaks' }, `${evidence}: ${leak.sentence}`),
  )
  if (known.baselines.isAccepted(answer, secrets)) {
    const isNote = DEFECTS[attack.defect].isNote === true
    // What a good answer echoes is judged by the good one.
    return [find({ class: isNote ? 'note' : 'let-through', defect: attack.defect })]
  }
  return [...judgeRefusal(attack, answer, secrets, known).map((found) => find(found)), ...leaks]
}

function isToleratedLoss({ tolerates }: Judged, answer: Answer): boolean {
  // Servers cut off who sends too much.
  return tolerates === 'oversized' && answer.kind === 'lost' && answer.reason === 'reset'
}

function judgeRefusal(
  { tolerates, family }: Judged,
  answer: AnsweredAnswer,
  secrets: readonly string[],
  { mayRedirect, isOpen, baselines }: Knowledge,
): readonly Pick<Finding, 'class' | 'defect'>[] {
  const { status, headers } = answer
  if (status === 401) {
    return headers['www-authenticate'] === undefined
      ? [{ class: 'missing-challenge', defect: 'challenge-missing' }]
      : []
  }
  if (status === 503 && retryAfterSeconds(answer) !== undefined) return []
  if (tolerates !== undefined && TOLERATED[tolerates].includes(status)) return []
  if (mayRedirect && status >= 300 && status < 400) return []
  // Where the token is not looked for, there is none.
  const bringsNone = family === 'baseline' || family === 'transport'
  if (isOpen && bringsNone && status < 300 && baselines.isRefused(answer, secrets)) return []
  if (status >= 500) return [{ class: 'crashed', defect: 'crashes' }]
  return [{ class: 'wrong-status', defect: 'refusal-not-401' }]
}
