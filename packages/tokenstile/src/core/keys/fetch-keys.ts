import { discoverJwksUri, type DiscoverySettings } from './discovery.ts'
import { fetchJson, type FetchFailure, type FetchSettings } from './fetch-json.ts'
import type { IgnoredKey, KeySet } from './key-set.ts'
import { isJwks, type JwksDocument } from './key-source.ts'

/** Everything one fetch of an issuer's keys needs. */
export interface KeyFetch {
  readonly discovery: DiscoverySettings
  /** Where the JWKS is, if that is configured; then there is no discovery. */
  readonly jwksUri: string | undefined
  readonly settings: FetchSettings
  readonly importKeys: (document: JwksDocument) => KeySet
  /** Keys that were reported as ignored before: each is told once. */
  readonly reported: Set<string>
}

export type FetchedKeys =
  | {
      readonly ok: true
      readonly set: KeySet
      readonly newlyIgnored: readonly IgnoredKey[]
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
  if (set.keys.length === 0) return { ok: false, failure: 'no_usable_key', status: undefined }
  return {
    ok: true,
    set,
    newlyIgnored: reportOnce(set.ignored, fetch.reported),
    maxAgeSeconds: fetched.maxAgeSeconds,
  }
}

const MAX_REPORTED = 1000

function reportOnce(ignored: readonly IgnoredKey[], reported: Set<string>): readonly IgnoredKey[] {
  return ignored.filter(({ kid, reason }) => {
    const entry = JSON.stringify([kid ?? null, reason])
    if (reported.has(entry) || reported.size >= MAX_REPORTED) return false
    reported.add(entry)
    return true
  })
}
