import type { Issuers, VerifierSettings } from 'tokenstile'
import type { Engine } from '../../dist/esm/core/engine.js'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { engine as node } from '../../dist/esm/crypto/node.js'
import { engine as web } from '../../dist/esm/crypto/web.js'
import { platform } from '../../dist/esm/platform.js'
import { background } from './background.ts'

/**
 * Both engines, whatever this runtime would pick: what is refused must not depend on it. Workers have the one of
 * WebCrypto alone: their `node:crypto` takes no parameters beside a key object.
 */
export const ENGINES: readonly [Engine, ...Engine[]] = 'WebSocketPair' in globalThis ? [web] : [node, web]

/** As `createVerifier`, on an engine of choice. */
export function createVerifierOn(
  engine: Engine,
  issuers: Issuers,
  settings: VerifierSettings = {},
): AnyVerifier {
  return buildVerifier(engine, platform, issuers, { ...background, ...settings })
}

/** A verifier whose users are not known. */
export type AnyVerifier = ReturnType<typeof buildVerifier>
