import type { Engine } from '../engine.ts'
import type { EventSink } from '../events.ts'
import type { IssuerPolicy } from '../issuer-policy.ts'
import type { ResolvedSettings } from '../settings.ts'
import type { KeyRing } from './key-ring.ts'
import { createKeyImporter } from './key-set.ts'
import { createRemoteRing } from './remote-ring.ts'
import { createSourceRing } from './source-ring.ts'
import { createStaticRing } from './static-ring.ts'

/** Makes the ring of an issuer from its `keys` option. */
export function createRing(
  policy: IssuerPolicy,
  engine: Engine,
  settings: ResolvedSettings,
  onEvent: EventSink,
): KeyRing {
  const { issuer, keys, httpHosts } = policy
  const importKeys = createKeyImporter(engine, (key) => onEvent({ type: 'key_ignored', issuer, ...key }))
  switch (keys.from) {
    case 'static':
      return createStaticRing(keys.path, importKeys, JSON.parse(keys.spelled))
    case 'source':
      return createSourceRing(importKeys, keys.given)
    case 'remote': {
      const { discoveryUrl, jwksUri, timeoutMs, maxBytes, ttlSeconds, staleSeconds, unknownKids } =
        keys.remote
      return createRemoteRing({
        issuer,
        fetch: {
          discovery: { issuer, discoveryUrl, httpHosts },
          jwksUri,
          settings: { fetch: settings.fetch, timeoutMs, maxBytes },
          importKeys,
          engine,
        },
        ttlMs: ttlSeconds * 1000,
        staleMs: staleSeconds * 1000,
        unknownKids: { fetches: unknownKids.fetches, perMs: unknownKids.perSeconds * 1000 },
        isInsecure: policy.isInsecure,
        monotonicNow: settings.monotonicNow,
        onEvent,
      })
    }
  }
}
