import type { RemoteKeys, VerifierEvent } from 'tokenstile'
import { engine as node } from '../../dist/esm/crypto/node.js'
import { createVerifierOn, type AnyVerifier, type ENGINES } from './both-engines.ts'
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
  readonly engine?: (typeof ENGINES)[number]
  /** What the issuer answers with beside its documents. */
  readonly headers?: Readonly<Record<string, string>>
}

export function openMemoryScene(
  published: readonly TestKey[],
  { keys = {}, engine = node, headers = {} }: MemorySceneOptions = {},
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
