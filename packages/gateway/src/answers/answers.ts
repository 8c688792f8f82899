import { toResponse, type Answer, type AnswerOptions } from 'tokenstile'
import type { Decision } from '../decide/decision.ts'
import type { Contract } from './contract.ts'
import { createRemovedNames } from './removed-names.ts'

/** An answer to a proxy. */
export interface ProxyAnswer {
  readonly status: number
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: string
  /** Whether the headers tell the length of the body already. */
  readonly isSized?: boolean
}

export type ToProxyAnswer = (decision: Decision) => ProxyAnswer

/** No cache may keep what holds for one caller. */
const UNCACHED = ['Cache-Control', 'no-store', 'Vary', 'Authorization, Cookie, DPoP'] as const

/** The body of a refusal, for a proxy that drops bodies. */
const BODY_HEADER = 'X-Tokenstile-Body'

/** What broke is nobody's business but the log's. */
const FAULT: Answer = {
  status: 500,
  headers: { 'Cache-Control': 'no-store', 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ error: 'server_error', error_description: 'the request could not be judged' }),
}

/**
 * Gives what writes decisions for a kind of proxy: exactly 200 is a pass, what failed is 500, an outage stays 503. The names
 * are those of the identity headers: where a refusal stays with the proxy, they are there, and empty.
 */
export function createAnswers(
  { handsOn, statusOf, removal }: Contract,
  challenge: AnswerOptions,
  names: readonly string[],
): ToProxyAnswer {
  const emptied = handsOn ? [] : names.flatMap((name) => [name, ''])
  // Whoever asks so may see few of a client's headers: these two spellings go whatever they are.
  const removedNames = createRemovedNames(names, ['_', '.'])
  // One identity serves all requests with its token.
  const known = new WeakMap<readonly string[], ProxyAnswer>()

  function allow(identity: readonly string[]): ProxyAnswer {
    let answer = known.get(identity)
    if (answer === undefined) {
      const removed = removal === undefined ? [] : [removal, removedNames(identity).join(', ')]
      const headers = [...UNCACHED, ...identity, ...removed, 'Content-Length', '0']
      answer = { status: 200, headers, body: '', isSized: true }
      known.set(identity, answer)
    }
    return answer
  }

  return (decision) => {
    if (decision.kind === 'allowed') return allow(decision.identity)
    const { status, headers, body } =
      decision.kind === 'failed' ? FAULT : toResponse(decision.error, challenge)
    const flat = Object.entries(headers).flat()
    if (handsOn) return { status: statusOf(status), headers: flat, body }
    // Where the proxy drops the body, its configuration can take it from here: it is one line of ASCII.
    return { status: statusOf(status), headers: [...flat, BODY_HEADER, body, ...emptied], body: '' }
  }
}
