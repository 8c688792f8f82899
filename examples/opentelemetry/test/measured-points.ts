import type { Attributes } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { TestContext } from 'node:test'
import {
  createVerifierMetrics,
  type VerifierMetrics,
} from '@tokenstile/example-opentelemetry/verifier-metrics'

/** One value of one metric. */
export interface Point {
  readonly attributes: Attributes
  readonly value: unknown
}

/** What the SDK exports. */
export interface Exported {
  readonly provider: MeterProvider
  /** Exports, and gives the points of each metric by its name. */
  read(): Promise<Readonly<Record<string, readonly Point[]>>>
}

/** Starts the SDK, until the test ends. */
export function startSdk(t: TestContext): Exported {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
  t.after(() => provider.shutdown())
  return {
    provider,
    async read() {
      await provider.forceFlush()
      const scopes = exporter.getMetrics().at(-1)?.scopeMetrics ?? []
      const metrics = scopes.flatMap((scope) => scope.metrics)
      return Object.fromEntries(
        metrics.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          dataPoints.map(({ attributes, value }) => ({ attributes, value })),
        ]),
      )
    },
  }
}

/** The example's metrics on the SDK, and what it exports. */
export interface Measuring extends VerifierMetrics, Exported {}

export function startMeasuring(t: TestContext): Measuring {
  const sdk = startSdk(t)
  return { ...createVerifierMetrics(sdk.provider.getMeter('test')), ...sdk }
}
