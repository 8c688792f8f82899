import type { Engine } from '../engine.ts'
import { discoverJwksUri, type DiscoverySettings } from './discovery.ts'
import { fetchJson, type FetchFailure, type FetchSettings } from './fetch-json.ts'
import { hasUsableKey, type KeyImporter, type KeySet } from './key-set.ts'
import { isJwks } from './key-source.ts'

/** Everything one fetch of an issuer's keys needs. */
export interface KeyFetch {
  readonly discovery: DiscoverySettings
  /** Where the JWKS is, if that is configured; then there is no discovery. */
  readonly jwksUri: string | undefined
  readonly settings: FetchSettings
  readonly importKeys: KeyImporter
  readonly engine: Engine
}

export type FetchedKeys =
  | {
      readonly ok: true
      readonly set: KeySet
      readonly maxAgeSeconds: number | undefined
    }
  | { readonly ok: false; readonly failure: FetchFailure; readonly status: number | undefined }

/** Fetches the issuer's keys, by discovery each time: a moved `jwks_uri` is followed. Does not throw. */
export async function fetchKeys(fetch: KeyFetch): Promise<FetchedKeys> {
  const found =
    fetch.jwksUri === undefined
      ? await discoverJwksUri(fetch.discovery, fetch.settings)
      : { ok: true as const, jwksUri: fetch.jwksUri }
  if (!found.ok) return { ok: false, failure: found.failure, status: found.status }
  const fetched = await fetchJson(found.jwksUri, fetch.settings)
  if (!fetched.ok) return { ok: false, failure: fetched.failure, status: fetched.status }
  if (!isJwks(fetched.json)) return { ok: false, failure: 'wrong_document', status: undefined }
  const set = fetch.importKeys(fetched.json)
  // A set without a usable key never replaces good ones.
  if (!(await hasUsableKey(set, fetch.engine)))
    return { ok: false, failure: 'no_usable_key', status: undefined }
  return { ok: true, set, maxAgeSeconds: fetched.maxAgeSeconds }
}
