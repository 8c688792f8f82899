import type { NameBook } from '../asked/name-book.ts'
import { readAsked } from '../asked/read-asked.ts'
import type { ProxyRequest, Telling } from '../asked/tellings.ts'
import type { Asked } from '../asked/asked.ts'
import type { ToProxyAnswer, ProxyAnswer } from '../answers/answers.ts'
import type { Decision } from '../decide/decision.ts'
import { toDecision, type Policy } from '../decide/policy.ts'

/** What is told of each decision, to the log and the counters; the time it took, where somebody measured it. */
export type OnDecision = (
  decision: Decision,
  asked: Asked | undefined,
  status: number,
  tookMs?: number,
) => void

export interface Verify {
  /** Answers a request of a trusted proxy: at once where nothing has to be fetched. Never throws nor rejects. */
  (request: ProxyRequest): ProxyAnswer | Promise<ProxyAnswer>
}

/** Puts the way of a request together: what is asked, what is decided, how it is answered. */
export function createVerify(
  telling: Telling,
  names: NameBook,
  mayBringIdentity: boolean,
  policy: Policy,
  toAnswer: ToProxyAnswer,
  onDecision: OnDecision,
): Verify {
  function answer(decision: Decision, asked: Asked | undefined, startedAt: number): ProxyAnswer {
    const written = toAnswer(decision)
    onDecision(decision, asked, written.status, performance.now() - startedAt)
    return written
  }

  return (request) => {
    const startedAt = performance.now()
    let asked: Asked
    try {
      asked = readAsked(request, telling, names, mayBringIdentity)
    } catch (error) {
      return answer(toDecision(error, undefined), undefined, startedAt)
    }
    const decision = policy.decide(asked)
    return decision instanceof Promise
      ? decision.then((later) => answer(later, asked, startedAt))
      : answer(decision, asked, startedAt)
  }
}
