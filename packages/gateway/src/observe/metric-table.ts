/** A metric as Prometheus knows it. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
}

/** All metrics, summed over workers. `docs/gateway/operations.md` has this table. */
export const METRICS = {
  tokenstile_gateway_decisions_total: {
    type: 'counter',
    labels: ['decision', 'code', 'rule'],
    help: 'Decisions: allowed, anonymous, refused or failed; the code of a refusal; the rule that decided.',
  },
  tokenstile_gateway_decision_seconds: {
    type: 'histogram',
    labels: [],
    help: 'How long decisions took, waiting for keys included.',
  },
  tokenstile_gateway_resolver_answers_total: {
    type: 'counter',
    labels: ['kind'],
    help: "Requests to Authgear's resolver, by how they ended.",
  },
  tokenstile_gateway_key_events_total: {
    type: 'counter',
    labels: ['event', 'issuer'],
    help: 'What happened to the keys of issuers: keys_refreshed, refresh_failed, keys_stale, key_distrusted and so on.',
  },
  tokenstile_gateway_issuers: {
    type: 'gauge',
    labels: ['issuer', 'state'],
    help: 'How many processes see the keys of an issuer as ready, idle, degraded or down.',
  },
  tokenstile_gateway_connections: {
    type: 'gauge',
    labels: [],
    help: 'Open connections of proxies.',
  },
  tokenstile_gateway_faults_total: {
    type: 'counter',
    labels: [],
    help: 'Faults outside of decisions, answered with 500.',
  },
  tokenstile_gateway_log_lines_dropped_total: {
    type: 'counter',
    labels: [],
    help: 'Times that log lines were dropped because they were read too slowly.',
  },
  tokenstile_gateway_processes: {
    type: 'gauge',
    labels: [],
    help: 'Processes that answer now.',
  },
  tokenstile_gateway_process_ends_total: {
    type: 'counter',
    labels: [],
    help: 'Workers that ended by themselves and were replaced.',
  },
  tokenstile_gateway_reloads_total: {
    type: 'counter',
    labels: ['result'],
    help: 'Reloads: taken, unchanged, or refused, where the old configuration was kept.',
  },
  tokenstile_gateway_resident_memory_bytes: {
    type: 'gauge',
    labels: [],
    help: 'Memory of the processes that answer.',
  },
  tokenstile_gateway_cpu_seconds_total: {
    type: 'counter',
    labels: [],
    help: 'CPU time of the processes that answer.',
  },
} as const satisfies Readonly<Record<string, Metric>>

export type MetricName = keyof typeof METRICS

/** A value at one moment: plain data, which passes between processes. */
export interface Sample {
  readonly metric: MetricName
  /** Of a histogram: `_bucket`, `_sum` or `_count`. */
  readonly part?: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Adds up what several processes counted. */
export function sumSamples(samples: Iterable<Sample>): readonly Sample[] {
  const sums = new Map<string, Sample>()
  for (const sample of samples) {
    const key = JSON.stringify([sample.metric, sample.part, sample.labels])
    const before = sums.get(key)
    sums.set(key, before === undefined ? sample : { ...before, value: before.value + sample.value })
  }
  return [...sums.values()]
}

/** What a process leaves behind when it ends: its counts, not its state. */
export function keepCounts(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ metric }) => METRICS[metric].type !== 'gauge')
}
