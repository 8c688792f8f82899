import type { Auth } from './auth.ts'
import type { EndReason } from './end-reason.ts'
import type { AuthError } from './errors.ts'
import type { IdToken, IdTokenOptions } from './id-token.ts'
import type { KeyHealth } from './keys/key-ring.ts'
import type { KeyName } from './keys/distrust.ts'
import type { AuthRequest } from './request/auth-request.ts'

/** Verifies access tokens. Made by `createVerifier`; one per process is enough. */
export interface Verifier<A = Auth> {
  /**
   * Says who is calling, or rejects with an `AuthError`. Checks everything: form, issuer, audience, times, signature,
   * revocation. Does NOT check what a route demands (`requireAccess`) nor accept a token with `Bearer ` before it.
   */
  verify(token: string): Promise<A>
  /**
   * As `verify`, but at once. Where it would have to wait for keys, it starts to fetch them and throws
   * `keys_unavailable`. On a runtime without synchronous crypto it is a `ConfigError`.
   */
  verifySync(token: string): A
  /** As `verify`, with the refusal as a value. What is no refusal still rejects. */
  tryVerify(
    token: string,
  ): Promise<{ readonly ok: true; readonly auth: A } | { readonly ok: false; readonly error: AuthError }>
  /**
   * Finds the token of a request, in its `Authorization` header or in the cookie of the settings, never in query or body,
   * and verifies it. With `optional`, a request without a token has no `auth`; a bad token is refused all the same.
   */
  authenticate(
    request: AuthRequest,
    options?: { readonly optional?: false; readonly allowPreflights?: false },
  ): Promise<Authenticated<A>>
  authenticate(request: AuthRequest, options: Admission): Promise<Authenticated<A> | Authenticated<undefined>>
  /**
   * Verifies an ID token that was issued for one of these clients: form, signature, issuer, audience, times, by the same
   * keys and clock as an access token's. Gives what it says of the login. Does NOT check `nonce`, `at_hash` or that it
   * belongs to the caller's access token: compare `subject`. Rejects with an `AuthError`. OpenID Connect Core §3.1.3.7.
   */
  verifyIdToken(idToken: string, options: IdTokenOptions): Promise<IdToken>
  /**
   * Fetches the keys of every known issuer (with a function of tenants: of those seen so far); rejects with
   * `keys_unavailable`. Nothing else fetches before a token came.
   */
  warmUp(): Promise<void>
  /** The state of each issuer's keys. Asks nobody. */
  health(): VerifierHealth
  /**
   * Stops trusting a key at once, whatever the issuer publishes, until this process ends. Does NOT reach other processes
   * nor survive a restart. Throws a `ConfigError` for an issuer that is not configured.
   */
  distrustKey(issuer: string, key: KeyName): void
  /**
   * Calls back once when what was admitted with a token has to end, such as a WebSocket: when the token expires (tolerance
   * included), is revoked (asked every second) or its key is distrusted. Gives the function that stops watching: until that
   * is called, or the token ends, the callback is held. Does NOT notice that the issuer withdrew a key: no token asks then.
   * Keeps no process alive. What the callback throws is dropped; the event `on_end_failed` tells that it did. Throws a
   * `ConfigError` for an `auth` that this verifier did not give.
   */
  onEnd(auth: A, callback: (reason: EndReason) => void): () => void
  /** Calls nobody of `onEnd` any more. Ends fetches that are under way; none begins afterwards. Keys that are known serve on while they are not outdated. */
  close(): void
}

/** Which requests without a token pass, without `auth`. */
export interface Admission {
  /** All of them. */
  readonly optional?: boolean
  /** CORS preflights, where they are what browsers send: for a handler of CORS behind this one. Fetch Standard §4.8. */
  readonly allowPreflights?: boolean
}

/** Who made a request, and the headers that the answer must carry. */
export interface Authenticated<A> {
  readonly auth: A
  readonly responseHeaders: Readonly<Record<string, string>>
}

/** The state of a verifier: as good as its worst issuer. */
export interface VerifierHealth {
  readonly state: KeyHealth['state']
  readonly issuers: readonly (KeyHealth & {
    readonly issuer: string
    /** Whether it is reached without TLS beyond this machine. */
    readonly insecure: boolean
  })[]
}

/** The `auth` that a verifier gives. */
export type AuthOf<V> = V extends Verifier<infer A> ? A : never
