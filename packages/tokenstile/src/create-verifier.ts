import { engine } from '#crypto'
import { buildVerifier } from './core/build-verifier.ts'
import type { AuthOfIssuers, Issuers, KnownOptions } from './core/issuer-options.ts'
import type { VerifierSettings } from './core/settings.ts'
import type { Verifier } from './core/verifier.ts'
import { platform } from './platform.ts'

/**
 * Builds a verifier of access tokens for one issuer, several, or a function that knows them by `iss`. Checks its whole
 * configuration and throws a `ConfigError` that names the option at fault. Does NOT fetch anything yet.
 *
 * With a function, its answers are kept for five minutes, misses for ten seconds; what it throws is passed on.
 */
export function createVerifier<const I extends Issuers>(
  issuers: I & KnownOptions<I>,
  settings: VerifierSettings = {},
): Verifier<AuthOfIssuers<I>> {
  return buildVerifier(engine, platform, issuers, settings) as unknown as Verifier<AuthOfIssuers<I>>
}
