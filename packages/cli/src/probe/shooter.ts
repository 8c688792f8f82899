import { setTimeout as sleep } from 'node:timers/promises'
import { retryAfterSeconds, type Answer } from './target/answer.ts'
import type { Send, Shot } from './target/send.ts'

/** An answer, with every token and part of one that was sent for it. */
export interface Shown {
  readonly answer: Answer
  readonly secrets: readonly string[]
}

/** Sends requests at a bounded rate. */
export interface Shooter {
  readonly shoot: (shot: Shot) => Promise<Shown>
  readonly sent: () => number
}

/** Waits no longer than this for a backend that counts requests. */
const LONGEST_WAIT_MS = 3_000

/** Makes it. A 429 is asked again once, when its `Retry-After` is over, if that is soon. */
export function createShooter(send: Send, perSecond: number, signal: AbortSignal): Shooter {
  let count = 0
  let nextAt = 0
  async function sendInTurn(shot: Shot): Promise<Answer> {
    const now = performance.now()
    const at = Math.max(now, nextAt)
    nextAt = at + 1000 / perSecond
    if (at > now) await sleep(at - now, undefined, { signal })
    count += 1
    return send(shot, signal)
  }
  return {
    shoot: async (shot) => {
      const secrets = findSecrets(shot)
      const first = await sendInTurn(shot)
      // A connection may be lost by chance, once.
      if (first.kind === 'lost' && first.reason === 'reset')
        return { answer: await sendInTurn(shot), secrets }
      if (first.kind === 'lost' || first.status !== 429) return { answer: first, secrets }
      const waitMs = (retryAfterSeconds(first) ?? 1) * 1000
      if (waitMs > LONGEST_WAIT_MS) return { answer: first, secrets }
      await sleep(waitMs, undefined, { signal })
      return { answer: await sendInTurn(shot), secrets }
    },
    sent: () => count,
  }
}

/** Long words of what is sent: tokens, and the parts of tokens. */
function findSecrets({ headers = [], query = {} }: Shot): readonly string[] {
  const values = [...headers.map(([, value]) => value), ...Object.values(query)]
  return [...new Set(values.flatMap((value) => [...value.matchAll(/[\w-]{24,}/g)].map(([word]) => word)))]
}
