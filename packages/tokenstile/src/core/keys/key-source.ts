/** One key of a JWKS as it came: nothing in it is trusted before it was read. RFC 7517 §4. */
export type Jwk = { readonly kty?: unknown; readonly [member: string]: unknown }

/** A JSON Web Key Set. RFC 7517 §5. */
export interface JwksDocument {
  readonly keys: readonly Jwk[]
}

/**
 * A place that keys come from, for those who keep them elsewhere. Throwing or rejecting means: unavailable (503), never
 * an invalid token.
 */
export interface KeySource {
  /**
   * The keys that may have signed a token with this header; an empty list where there is none. Asked for every request,
   * also for a token that was verified before: keep the keys in memory. A source that answers with a promise has each
   * token verified anew, since it cannot vouch at once for what was remembered.
   */
  find(wanted: { readonly alg: string; readonly kid?: string }): readonly Jwk[] | Promise<readonly Jwk[]>
  /** Called by the verifier's `warmUp`. */
  warmUp?(): Promise<void>
  /** Shown as `details` by the verifier's `health`. */
  health?(): unknown
  /** Called by the verifier's `close`. */
  close?(): void
}

/** Whether a value has the shape of a JWKS; its keys are read one by one later. RFC 7517 §5. */
export function isJwks(value: unknown): value is JwksDocument {
  return typeof value === 'object' && value !== null && Array.isArray((value as { keys?: unknown }).keys)
}
