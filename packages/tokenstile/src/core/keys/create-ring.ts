import type { Engine } from '../engine.ts'
import type { EventSink } from '../events.ts'
import type { IssuerPolicy, RemoteKeyOptions } from '../issuer-policy.ts'
import type { ResolvedSettings } from '../settings.ts'
import type { KeyRing } from './key-ring.ts'
import { fetchKeys } from './fetch-keys.ts'
import { createKeyImporter, type KeyImporter } from './key-set.ts'
import { createSnapshotKeeper } from './key-snapshot.ts'
import { createRemoteRing, type RemoteRingSettings } from './remote-ring.ts'
import { createSourceRing } from './source-ring.ts'
import { createStaticRing } from './static-ring.ts'
import type { TokenBucket } from './token-bucket.ts'

/** What the rings of one verifier share. */
export interface RingSurroundings {
  readonly engine: Engine
  readonly settings: ResolvedSettings
  readonly onEvent: EventSink
  /** Aborted once the verifier is closed. */
  readonly closing: AbortSignal
  /** Meters the first fetches of all tenants together; undefined where the list of issuers is fixed. */
  readonly firstFetches: TokenBucket | undefined
}

/** Makes the ring of an issuer from its `keys` option. */
export function createRing(policy: IssuerPolicy, surroundings: RingSurroundings): KeyRing {
  const { issuer, keys } = policy
  const { engine, onEvent } = surroundings
  const importKeys = createKeyImporter(engine, (key) => onEvent({ type: 'key_ignored', issuer, ...key }))
  switch (keys.from) {
    case 'static':
      return createStaticRing(keys.path, importKeys, JSON.parse(keys.spelled))
    case 'source':
      return createSourceRing(importKeys, keys.given)
    case 'remote':
      return createRemoteRing(toRemoteSettings(policy, keys.remote, importKeys, surroundings))
  }
}

function toRemoteSettings(
  { issuer, httpHosts, isInsecure }: IssuerPolicy,
  remote: RemoteKeyOptions,
  importKeys: KeyImporter,
  { engine, settings, onEvent, closing, firstFetches }: RingSurroundings,
): RemoteRingSettings {
  const { discoveryUrl, jwksUri, timeoutMs, maxBytes, ttlSeconds, staleSeconds, unknownKids, snapshot } =
    remote
  const { fetch, now, monotonicNow, random, waitUntil } = settings
  const keyFetch = {
    discovery: { issuer, discoveryUrl, jwksUri, httpHosts },
    settings: { fetch, timeoutMs, maxBytes, closing },
    importKeys,
    engine,
  }
  return {
    issuer,
    fetchKeys: () => fetchKeys(keyFetch),
    closing,
    lifetimes: { ttlMs: ttlSeconds * 1000, staleMs: staleSeconds * 1000 },
    unknownKids: { fetches: unknownKids.fetches, perMs: unknownKids.perSeconds * 1000 },
    firstFetches,
    snapshots:
      snapshot &&
      createSnapshotKeeper({
        store: snapshot,
        issuer,
        timeoutMs,
        now,
        importKeys,
        engine,
        onEvent,
        waitUntil,
      }),
    isInsecure,
    flights: settings,
    now,
    monotonicNow,
    random,
    onEvent,
  }
}
