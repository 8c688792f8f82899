import type { Engine } from '../engine.ts'
import { discoverJwksUri, type DiscoverySettings } from './discovery.ts'
import { fetchJson, type FailedFetch, type FetchSettings } from './fetch-json.ts'
import { hasUsableKey, type KeyImporter, type KeySet } from './key-set.ts'
import { isJwks, type JwksDocument } from './key-source.ts'

/** What it takes to fetch an issuer's keys. */
export interface KeyFetch {
  readonly discovery: DiscoverySettings
  readonly settings: FetchSettings
  readonly importKeys: KeyImporter
  readonly engine: Engine
}

export type FetchedKeys =
  | {
      readonly ok: true
      readonly set: KeySet
      /** The document that they came in. */
      readonly jwks: JwksDocument
      readonly maxAgeSeconds: number | undefined
    }
  | FailedFetch

/** Fetches the issuer's keys, by discovery each time: a moved `jwks_uri` is followed. Does not throw. */
export async function fetchKeys({ discovery, settings, importKeys, engine }: KeyFetch): Promise<FetchedKeys> {
  const found = await discoverJwksUri(discovery, settings)
  if (!found.ok) return found
  const fetched = await fetchJson(found.jwksUri, settings)
  if (!fetched.ok) return fetched
  const { json: jwks, maxAgeSeconds } = fetched
  if (!isJwks(jwks)) return { ok: false, failure: 'wrong_document' }
  if (jwks.keys.length === 0) return { ok: false, failure: 'empty_set' }
  const set = importKeys(jwks)
  // A set without a usable key never replaces good ones.
  if (!(await hasUsableKey(set, engine))) return { ok: false, failure: 'no_usable_key' }
  return { ok: true, set, jwks, maxAgeSeconds }
}
