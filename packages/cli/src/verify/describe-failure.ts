import type { FetchFailure } from 'tokenstile'

const FAILURES: Readonly<Record<FetchFailure, string>> = {
  network_error: 'it cannot be reached',
  timeout: 'it does not answer in time',
  closed: 'the fetch was cut off',
  redirect: 'it redirects, and redirects are not followed',
  http_status: 'it answers with an error',
  too_large: 'its answer is too large',
  not_json: 'its answer is no JSON',
  wrong_document: 'its answer is not the document it should be',
  issuer_mismatch: 'its discovery document names another issuer',
  insecure_jwks_uri: 'its keys are at an address without TLS',
  empty_set: 'its key set is empty',
  no_usable_key: 'its key set has no usable key',
}

/** Why the keys of an issuer could not be had. */
export function describeFailure(failure: FetchFailure, status: number | undefined): string {
  return status === undefined ? FAILURES[failure] : `${FAILURES[failure]} (${status})`
}
