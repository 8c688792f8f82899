import type { Inconclusive } from './judge/baselines.ts'
import type { Attacked } from './run-attacks.ts'

/** A good token was refused at the end. */
export const UNSTEADY: Inconclusive = {
  reason: 'a good token is not answered as a good one any more',
  hint: 'did the backend stop, or does it shut out who asks often? look into its log, or try a lower --rate',
}

/** Nobody answers any more. */
export const GONE: Inconclusive = {
  reason: 'the backend answers no more, not even a good token',
  hint: 'did one of the attacks end it? the last of the crashes below says which',
}

/** Bad requests get no answer, and each is waited for. */
export const SILENT: Inconclusive = {
  reason: 'too many attacks got no answer in time',
  hint: 'does the backend, or what stands before it, leave bad requests without an answer? --timeout says how long is waited',
}

/** What was not looked at was not refused either: that is no pass. Pure. */
export function findDoubt({
  judged,
  waiting,
  notJudged,
}: Pick<Attacked, 'judged' | 'waiting' | 'notJudged'>): Inconclusive | undefined {
  if (notJudged.length > 0) {
    return {
      reason: `${notJudged.length} attacks were answered by 429 and say nothing: the backend counts requests`,
      hint: 'let it not count requests from here, or try a lower --rate',
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
