import type { RemoteKeys, VerifierEvent } from 'tokenstile'
import type { Engine } from '../../dist/esm/core/engine.js'
import { createVerifierOn, ENGINES, type AnyVerifier } from './both-engines.ts'
import { createClock, type TestClock } from './clock.ts'
import type { TestKey } from './keys.ts'
import { publishedKeys, type PublishedKeys } from './published-keys.ts'
import { ISSUER, issuerOptions } from './tokens.ts'

/** A verifier with a clock of its own that fetches its keys from an issuer in memory. */
export interface MemoryScene {
  readonly clock: TestClock
  readonly pages: PublishedKeys
  /** What the verifier told, in order. */
  readonly events: VerifierEvent[]
  readonly verifier: AnyVerifier
}

/** What may differ from a verifier with the default options. */
export interface MemorySceneOptions {
  readonly keys?: RemoteKeys
  readonly engine?: Engine
  /** What the issuer answers with beside its documents. */
  readonly headers?: Readonly<Record<string, string>>
}

export function openMemoryScene(
  published: readonly TestKey[],
  { keys = {}, engine = ENGINES[0], headers = {} }: MemorySceneOptions = {},
): MemoryScene {
  const clock = createClock()
  const pages = publishedKeys(published, ISSUER, headers)
  const events: VerifierEvent[] = []
  const settings = {
    ...clock.clocks,
    fetch: pages.fetch,
    onEvent: (event: VerifierEvent) => events.push(event),
  }
  return { clock, pages, events, verifier: createVerifierOn(engine, issuerOptions({ keys }), settings) }
}
