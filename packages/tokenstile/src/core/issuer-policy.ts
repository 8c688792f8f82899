import type { Algorithm } from './algorithms.ts'
import type { VerifiedClaims } from './claims.ts'
import type { IssuerOptions } from './issuer-options.ts'
import type { SnapshotStore } from './keys/key-snapshot.ts'
import type { KeySource } from './keys/key-source.ts'
import type { ProfileFacts } from './profile.ts'

/** One issuer's options in the one shape that the request path knows: checked, complete, frozen. */
export interface IssuerPolicy {
  readonly issuer: string
  /** Null: `aud` is not checked. */
  readonly audiences: readonly string[] | null
  readonly algorithms: ReadonlyMap<string, Algorithm>
  /** Media types in lower case without `application/`; null admits an absent `typ`. */
  readonly types: ReadonlySet<string | null>
  /** Whether something other than `typ` has to tell an access token from an ID token. */
  readonly looksAtKind: boolean
  readonly kind: IssuerOptions['kind']
  readonly requiredClaims: readonly string[]
  readonly toleranceSeconds: number
  readonly maxTokenAgeSeconds: number | undefined
  readonly maxLifetimeSeconds: number | undefined
  readonly clientIds: readonly string[] | undefined
  readonly toClaims: (claims: VerifiedClaims) => unknown
  readonly toUser: (claims: VerifiedClaims) => object | undefined
  readonly toScopes: (claims: VerifiedClaims) => readonly string[]
  readonly toRoles: (claims: VerifiedClaims) => readonly string[]
  readonly facts: ProfileFacts
  readonly keys: KeyOptions
  readonly httpHosts: readonly string[]
  /** Whether the issuer or its documents are reached without TLS beyond this machine. */
  readonly isInsecure: boolean
}

/** Where the keys come from, told apart. */
export type KeyOptions =
  | { readonly from: 'remote'; readonly remote: RemoteKeyOptions }
  /** `spelled`: the set as JSON. */
  | { readonly from: 'static'; readonly spelled: string; readonly path: string }
  | { readonly from: 'source'; readonly given: KeySource }

/** `RemoteKeys` with every default in its place. */
export interface RemoteKeyOptions {
  readonly discoveryUrl: string | undefined
  readonly jwksUri: string | undefined
  readonly ttlSeconds: number
  readonly staleSeconds: number
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly unknownKids: { readonly fetches: number; readonly perSeconds: number }
  readonly snapshot: SnapshotStore | undefined
}
