import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { createVerifierMetrics } from './verifier-metrics.ts'

/** A verifier that is measured. Register the MeterProvider before: a meter that is taken earlier measures nothing. */
export function createMeasuredVerifier(endpoint: string) {
  const { onEvent, observe } = createVerifierMetrics()
  const verifier = createVerifier(authgear(endpoint), { onEvent })
  observe(verifier)
  return verifier
}
