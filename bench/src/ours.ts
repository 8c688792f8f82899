import { createVerifier, type IssuerOptions, type VerifierSettings } from 'tokenstile'
import type { Signed } from './signed-tokens.ts'
import type { Verifying } from './verifying.ts'

export const COLD_SYNC = 'tokenstile, cold, `verifySync`'
export const COLD_ASYNC = 'tokenstile, cold, `verify`'
export const UNCACHED = 'tokenstile, `cache: false`, `verifySync`'
export const CACHED_SYNC = 'tokenstile, cached, `verifySync`'
export const CACHED_ASYNC = 'tokenstile, cached, `verify`'

/** Far fewer than the tokens that come in turn: each is forgotten long before it comes again. */
export const SMALL_CACHE: VerifierSettings = { cache: { maxEntries: 500 } }

export function issuerOptionsFor({ issuer, algorithm, jwk }: Signed): IssuerOptions {
  return { issuer, audience: issuer, algorithms: [algorithm], keys: { jwks: { keys: [jwk] } } }
}

/** Us, where every token is a new one: with the default behaviour of a cache that it enters, and without a cache. */
export function createColdOurs(signed: Signed): readonly Verifying[] {
  // One for each: what one of them remembers must not serve the other.
  const sync = createVerifier(issuerOptionsFor(signed), SMALL_CACHE)
  const later = createVerifier(issuerOptionsFor(signed), SMALL_CACHE)
  const uncached = createVerifier(issuerOptionsFor(signed), { cache: false })
  return [
    { name: COLD_SYNC, verify: (token) => sync.verifySync(token) },
    { name: COLD_ASYNC, verify: (token) => later.verify(token) },
    { name: UNCACHED, verify: (token) => uncached.verifySync(token) },
  ]
}

/** Us, where every token was seen before. */
export function createCachedOurs(signed: Signed): readonly Verifying[] {
  const verifier = createVerifier(issuerOptionsFor(signed))
  for (const token of signed.tokens) verifier.verifySync(token.toString('latin1'))
  return [
    { name: CACHED_SYNC, verify: (token) => verifier.verifySync(token) },
    { name: CACHED_ASYNC, verify: (token) => verifier.verify(token) },
  ]
}
