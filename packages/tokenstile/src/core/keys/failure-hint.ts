import type { UnavailableReason } from '../errors.ts'

/** What to do where there are no keys and its name alone leaves one guessing. */
export function failureHint(reason: UnavailableReason): { readonly hint?: string } {
  const hint = HINTS[reason]
  return hint === undefined ? {} : { hint }
}

const HINTS: { readonly [Reason in UnavailableReason]?: string } = {
  redirect:
    'the issuer answered with a redirect, as Authgear does (307) for any but its public origin: configure that origin as the issuer, or see the recipe for internal addresses',
  issuer_mismatch:
    'the issuer can be reached, but its discovery document names another one: compare it character by character, the trailing slash too',
  network_error: 'nobody answered: the host, the port, DNS, TLS or a proxy is wrong, or the issuer is down',
  http_status:
    'the issuer answered, but not with 200: see details.httpStatus; at 404 compare the configured issuer with the real one, its path too',
  insecure_jwks_uri:
    'the discovery document has a jwks_uri without TLS: the issuer has to publish an https one',
}
