import type { Decision } from '../decide/decision.ts'
import type { MetricName, Sample } from './metric-table.ts'

/** Counts in plain memory, so that counting costs a request next to nothing. */
export interface Tallies {
  /** Counts a decision, and the time it took where that is known. */
  decision(decision: Decision, tookMs: number | undefined): void
  /** Counts anything else, by the values of its labels. */
  count(metric: MetricName, labels?: Readonly<Record<string, string>>): void
  samples(): readonly Sample[]
}

/** Upper ends of the buckets, in milliseconds: from what a cached token takes to what a slow issuer makes of it. */
const BUCKETS_MS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 50, 100, 500, 1000, 5000]

export function createTallies(): Tallies {
  // By rule, then by decision and code: no text is put together on the way.
  const decisions = new Map<string, Map<string, { readonly kind: string; count: number }>>()
  const others = new Map<string, { readonly sample: Sample; count: number }>()
  const buckets = Array.from({ length: BUCKETS_MS.length + 1 }, () => 0)
  let sumMs = 0

  function time(tookMs: number): void {
    let at = 0
    while (at < BUCKETS_MS.length && tookMs > (BUCKETS_MS[at] as number)) at += 1
    buckets[at] = (buckets[at] as number) + 1
    sumMs += tookMs
  }

  function histogram(): readonly Sample[] {
    const metric = 'tokenstile_gateway_decision_seconds'
    let count = 0
    const cumulative = buckets.map((value, at): Sample => {
      count += value
      const end = BUCKETS_MS[at]
      const le = end === undefined ? '+Inf' : String(end / 1000)
      return { metric, part: '_bucket', labels: { le }, value: count }
    })
    return [
      ...cumulative,
      { metric, part: '_sum', labels: {}, value: sumMs / 1000 },
      { metric, part: '_count', labels: {}, value: count },
    ]
  }

  return {
    decision: (decision, tookMs) => {
      const rule = decision.rule?.name ?? ''
      let ofRule = decisions.get(rule)
      if (ofRule === undefined) decisions.set(rule, (ofRule = new Map()))
      const code = codeOf(decision)
      let tally = ofRule.get(code)
      if (tally === undefined) ofRule.set(code, (tally = { kind: kindOf(decision), count: 0 }))
      tally.count += 1
      if (tookMs !== undefined) time(tookMs)
    },
    count: (metric, labels = {}) => {
      const key = JSON.stringify([metric, labels])
      const tally = others.get(key)
      if (tally === undefined) others.set(key, { sample: { metric, labels, value: 0 }, count: 1 })
      else tally.count += 1
    },
    samples: () => [
      ...[...decisions].flatMap(([rule, codes]) =>
        [...codes].map(([code, { kind, count }]): Sample => {
          const labels = { decision: kind, code: kind === code ? '' : code, rule }
          return { metric: 'tokenstile_gateway_decisions_total', labels, value: count }
        }),
      ),
      ...histogram(),
      ...[...others.values()].map(({ sample, count }) => ({ ...sample, value: count })),
    ],
  }
}

/** What the decision is called: who passed without a token is told apart. */
export function kindOf(decision: Decision): 'allowed' | 'anonymous' | 'refused' | 'failed' {
  return decision.kind === 'allowed' && decision.auth === undefined ? 'anonymous' : decision.kind
}

/** Tells decisions of one rule apart: the code of a refusal, else the kind. */
function codeOf(decision: Decision): string {
  return decision.kind === 'refused' ? decision.error.code : kindOf(decision)
}
