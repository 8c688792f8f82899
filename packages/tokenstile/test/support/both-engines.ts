import type { Issuers, VerifierSettings } from 'tokenstile'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { engine as node } from '../../dist/esm/crypto/node.js'
import { engine as web } from '../../dist/esm/crypto/web.js'
import { platform } from '../../dist/esm/platform.js'

/** Both engines, whatever this runtime would pick: what is refused must not depend on it. */
export const ENGINES = [node, web] as const

/** As `createVerifier`, on an engine of choice. */
export function createVerifierOn(
  engine: (typeof ENGINES)[number],
  issuers: Issuers,
  settings: VerifierSettings = {},
): AnyVerifier {
  return buildVerifier(engine, platform, issuers, settings)
}

/** A verifier whose users are not known. */
export type AnyVerifier = ReturnType<typeof buildVerifier>
