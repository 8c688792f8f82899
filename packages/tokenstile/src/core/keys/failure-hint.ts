import type { FetchFailure } from './fetch-json.ts'

/** What to do about a failed fetch, where its name alone leaves one guessing. */
export function failureHint(failure: FetchFailure): { readonly hint?: string } {
  const hint = HINTS[failure]
  return hint === undefined ? {} : { hint }
}

const HINTS: { readonly [Failure in FetchFailure]?: string } = {
  redirect:
    'the issuer answered with a redirect, as Authgear does (307) for any but its public origin: configure that origin as the issuer, or see the recipe for internal addresses',
  issuer_mismatch:
    'the issuer can be reached, but its discovery document names another one: compare it character by character, the trailing slash too',
  network_error: 'nobody answered: the host, the port, DNS, TLS or a proxy is wrong, or the issuer is down',
  insecure_jwks_uri:
    'the discovery document has a jwks_uri without TLS: the issuer has to publish an https one',
}
