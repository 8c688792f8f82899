import type { Auth } from './auth.ts'
import type { Claims, VerifiedClaims } from './claims.ts'
import type { SnapshotStore } from './keys/key-snapshot.ts'
import type { JwksDocument, KeySource } from './keys/key-source.ts'
import type { ClaimsSchema } from './standard-schema.ts'

/** Whom to trust and what its tokens must say. Everything is checked when the verifier is built. */
export interface IssuerOptions {
  /** The exact `iss`: an https URL without query and fragment; http only for this machine. RFC 8414 §2. */
  readonly issuer: string
  /** What `aud` must contain one of. `null` says in so many words: do not check. RFC 7519 §4.1.3. */
  readonly audience: string | readonly string[] | null
  /** Allowed `alg` names. Default: RS, PS and ES with 256, 384, 512, EdDSA and Ed25519. */
  readonly algorithms?: readonly string[]
  /**
   * Allowed `typ` names, case-insensitive, `application/` optional; `null` in the list (or alone) admits an absent
   * one. Default: `['at+jwt']`. RFC 9068 §4.
   */
  readonly types?: readonly (string | null)[] | null
  /**
   * The claim and value that mark an access token of an issuer whose `typ` does not. Without it, where `types` is not the
   * default, what looks like an ID or logout token is refused.
   */
  readonly kind?: { readonly claim: string; readonly value: string | number | boolean }
  /** Claims that must be there. Default: `exp iat sub client_id jti` while `types` is the default, else
   * `exp sub`. `exp` is required whatever stands here. */
  readonly requiredClaims?: readonly string[]
  /** How far clocks may differ, in seconds, 0 to 300; `iat` may lie 300 ahead in any case. Default: 60. */
  readonly clockToleranceSeconds?: number
  /** The greatest age since `iat`, in seconds; `iat` is then required. */
  readonly maxTokenAgeSeconds?: number
  /** The greatest time from `iat` to `exp`, in seconds; `iat` is then required. */
  readonly maxLifetimeSeconds?: number
  /** The clients that may call, by `client_id`, or `azp` where there is none; any other is refused. */
  readonly clientIds?: readonly string[]
  /** Where the keys come from. Default: the issuer's discovery document. */
  readonly keys?: RemoteKeys | StaticKeys | KeySource
  /** A synchronous Standard Schema: validates the claims and types `auth.claims`. Its output must be JSON values. */
  readonly claims?: ClaimsSchema
  /**
   * Makes the user from the raw verified claims; undefined for a machine. May throw an `AuthError` to refuse; anything
   * else that it throws is a fault of the program. Its result must be JSON values. Default: `{ id: sub }`, or
   * undefined where `sub` is the client itself.
   */
  readonly toUser?: (claims: VerifiedClaims) => object | undefined
  /** Reads the scopes. Default: `scope` as a space-separated string, or `scp` as such a string or a list. */
  readonly toScopes?: (claims: VerifiedClaims) => readonly string[]
  /** Reads the roles. Default: the list `roles`. */
  readonly toRoles?: (claims: VerifiedClaims) => readonly string[]
  /** Exact hosts (`name` or `name:port`) that may be reached without TLS, for containers. `health()` says `insecure`. */
  readonly dangerouslyAllowHttpFor?: readonly string[]
}

/** Keys fetched from the issuer and kept. */
export interface RemoteKeys {
  /** Where the discovery document is, if not at the issuer's well-known URL: an internal address, for one. */
  readonly discoveryUrl?: string
  /**
   * Where the JWKS is. Alone: no discovery document is asked for. With `discoveryUrl`: the document's issuer is still
   * compared, its `jwks_uri` is not used.
   */
  readonly jwksUri?: string
  /**
   * How long a set is young, in seconds. A `Cache-Control: max-age` of the response wins, within 60 to 3,600.
   * Default: 300.
   */
  readonly ttlSeconds?: number
  /** How long a set may serve after its fetch while the issuer cannot be reached, in seconds; never less than its TTL.
   * Default: 14,400. */
  readonly staleSeconds?: number
  /** How long one fetch may take, headers and body, in milliseconds. Default: 5,000. */
  readonly timeoutMs?: number
  /** How large a response may be, in bytes after decompression. Default: 524,288. */
  readonly maxBytes?: number
  /** How often unknown key ids may cause a fetch. Default: 2 in 30 seconds. */
  readonly unknownKids?: { readonly fetches: number; readonly perSeconds: number }
  /** Keeps the last good set outside the process, for cold starts. Default: nothing is kept. */
  readonly snapshot?: SnapshotStore
}

/** Keys given once, in the program. */
export interface StaticKeys {
  readonly jwks: JwksDocument
}

/** One issuer, several, or a function that knows them by `iss`. */
export type Issuers =
  | IssuerOptions
  | readonly IssuerOptions[]
  | ((iss: string) => IssuerOptions | undefined | Promise<IssuerOptions | undefined>)

/** Forbids names that are no options: a type parameter alone would let them compile. */
export type KnownOptions<I> = I extends (...args: never[]) => unknown
  ? unknown
  : I extends readonly unknown[]
    ? { readonly [Index in keyof I]: KnownOptions<I[Index]> }
    : { readonly [Name in Exclude<keyof I, keyof IssuerOptions>]: never }

/** The `auth` that a verifier of these issuers gives. */
export type AuthOfIssuers<I> = I extends readonly (infer One)[]
  ? AuthOfIssuer<One>
  : I extends (iss: string) => infer Result
    ? AuthOfIssuer<NonNullable<Awaited<Result>>>
    : AuthOfIssuer<I>

type AuthOfIssuer<One> = One extends unknown ? Auth<UserOf<One>, ClaimsOf<One>> : never

type UserOf<One> = One extends { readonly toUser: (claims: VerifiedClaims) => infer User }
  ? NonNullable<User>
  : { readonly id: string }

type ClaimsOf<One> = One extends { readonly claims: ClaimsSchema<unknown, infer Output> } ? Output : Claims
