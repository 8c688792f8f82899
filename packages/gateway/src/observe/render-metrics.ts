import { Counter, Gauge, Registry } from 'prom-client'
import { METRICS, sumSamples, type Metric, type MetricName, type Sample } from './metric-table.ts'

/** What is to be shown at a scrape. */
export interface MetricsPage {
  readonly contentType: string
  render(): Promise<string>
}

/** Shows samples as Prometheus reads them. They are collected when somebody asks, and only then. */
export function createMetricsPage(collect: () => Promise<readonly Sample[]>): MetricsPage {
  const registry = new Registry()
  let samples: readonly Sample[] = []
  const of = (name: MetricName): readonly Sample[] => samples.filter(({ metric }) => metric === name)
  for (const name of Object.keys(METRICS) as MetricName[]) register(registry, name, () => of(name))
  return {
    contentType: registry.contentType,
    render: async () => {
      samples = sumSamples(await collect())
      return registry.metrics()
    },
  }
}

function register(registry: Registry, name: MetricName, read: () => readonly Sample[]): void {
  const { type, labels, help }: Metric = METRICS[name]
  const options = { name, help, labelNames: [...labels], registers: [] }
  if (type === 'counter') {
    const counter = new Counter({
      ...options,
      collect() {
        this.reset()
        for (const { labels, value } of read()) this.inc(labels, value)
      },
    })
    registry.registerMetric(counter)
  } else if (type === 'gauge') {
    const gauge = new Gauge({
      ...options,
      collect() {
        this.reset()
        for (const { labels, value } of read()) this.set(labels, value)
      },
    })
    registry.registerMetric(gauge)
  } else {
    // prom-client's histogram cannot be set to what was counted elsewhere; its registry takes whatever gives values.
    const get = (): Promise<object> => {
      const values = read().map(({ part, labels, value }) => ({
        metricName: `${name}${part}`,
        labels,
        value,
      }))
      return Promise.resolve({ name, help, type, aggregator: 'sum', values })
    }
    registry.registerMetric({ name, help, type, get } as unknown as Counter)
  }
}
