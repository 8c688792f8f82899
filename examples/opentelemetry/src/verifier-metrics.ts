import { metrics, type BatchObservableResult, type Meter } from '@opentelemetry/api'
import type { Verifier, VerifierEvent } from 'tokenstile'

/** What a verifier tells, as metrics of OpenTelemetry. */
export interface VerifierMetrics {
  /** For the setting `onEvent` of `createVerifier`. */
  readonly onEvent: (event: VerifierEvent) => void
  /** Reads state and age from this verifier's `health()` whenever metrics are collected. */
  readonly observe: (verifier: Pick<Verifier, 'health'>) => void
}

const ISSUER = 'tokenstile.issuer'
const STATE = 'tokenstile.keys.state'
const STATES = ['idle', 'ready', 'degraded', 'down'] as const

/**
 * Every attribute has few values: the codes and reasons are closed lists, and the issuers are those that you configured,
 * never what a token says. A key id would have as many as an attacker sends.
 */
export function createVerifierMetrics(meter: Meter = metrics.getMeter('tokenstile')): VerifierMetrics {
  const count = (name: string, description: string, unit: string) =>
    meter.createCounter(`tokenstile.${name}`, { description, unit })
  const refused = count('tokens.refused', 'Tokens that were refused.', '{token}')
  const refreshes = count('keys.refreshes', 'Fetches of keys; those that failed have error.type.', '{fetch}')
  const throttled = count('keys.throttled', 'Unknown keys that caused no fetch any more.', '{token}')
  const stale = count('keys.stale', 'Outages in which keys served past their age.', '{outage}')
  const withdrawn = count('keys.withdrawn', 'Empty key sets that an issuer published.', '{fetch}')
  const unsaved = count('snapshots.failed', 'Snapshots of keys not loaded or not saved.', '{snapshot}')
  const distrusted = count('keys.distrusted', 'Calls of distrustKey.', '{call}')
  const unended = count('ends.failed', 'Callbacks of onEnd that failed.', '{callback}')
  const insecure = count('keys.insecure', 'Fetches of keys without TLS.', '{fetch}')
  const ignored = count('keys.ignored', 'Keys of an issuer that are never used.', '{key}')

  const status = meter.createObservableUpDownCounter('tokenstile.keys.status', {
    description: '1 for the state that the keys of an issuer are in, 0 for the others.',
  })
  const age = meter.createObservableGauge('tokenstile.keys.age', {
    description: 'How long ago the keys of an issuer were fetched.',
    unit: 's',
  })

  return {
    onEvent(event) {
      switch (event.type) {
        case 'refused':
          return refused.add(1, { 'error.type': event.code, ...issuerOf(event) })
        case 'keys_refreshed':
          return refreshes.add(1, issuerOf(event))
        case 'refresh_failed':
          return refreshes.add(1, {
            'error.type': event.failure,
            ...(event.status !== undefined && { 'http.response.status_code': event.status }),
            ...issuerOf(event),
          })
        case 'unknown_key_throttled':
          return throttled.add(1, issuerOf(event))
        case 'keys_stale':
          return stale.add(1, { 'error.type': event.failure, ...issuerOf(event) })
        case 'keys_withdrawn':
          return withdrawn.add(1, issuerOf(event))
        case 'snapshot_failed':
          return unsaved.add(1, { 'tokenstile.snapshot.step': event.step, ...issuerOf(event) })
        case 'key_distrusted':
          return distrusted.add(1, issuerOf(event))
        case 'on_end_failed':
          return unended.add(1, { 'tokenstile.end.reason': event.reason, ...issuerOf(event) })
        case 'insecure_issuer':
          return insecure.add(1, issuerOf(event))
        case 'key_ignored':
          return ignored.add(1, { 'error.type': event.reason, ...issuerOf(event) })
      }
    },
    observe(verifier) {
      const read = (result: BatchObservableResult): void => {
        for (const { issuer, state, ageSeconds } of verifier.health().issuers) {
          for (const one of STATES) {
            result.observe(status, one === state ? 1 : 0, { [ISSUER]: issuer, [STATE]: one })
          }
          if (ageSeconds !== undefined) result.observe(age, ageSeconds, { [ISSUER]: issuer })
        }
      }
      meter.addBatchObservableCallback(read, [status, age])
    },
  }
}

const issuerOf = (event: {
  readonly type: string
  readonly issuer?: string | undefined
}): Record<string, string> => (event.issuer === undefined ? {} : { [ISSUER]: event.issuer })
