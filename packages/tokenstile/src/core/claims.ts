import type { JsonObject, JsonValue } from './json.ts'

/** The protected header of a token, as read: nothing in it is trusted beyond choosing among the configured keys. */
export interface Header {
  readonly alg?: JsonValue
  readonly typ?: JsonValue
  readonly kid?: JsonValue
  readonly [name: string]: JsonValue | undefined
}

/** The claims of a token by name: JSON values, deeply frozen. */
export interface Claims {
  readonly [name: string]: JsonValue | undefined
}

declare const verified: unique symbol
/** Claims whose signature was verified with a key of their issuer. Made by `core/signature.ts` alone. */
export type VerifiedClaims = Claims & { readonly [verified]: true }

/**
 * Reads an own member: a name such as `constructor` finds nothing that the token did not send, whatever happened to
 * `Object.prototype`.
 */
export function own(object: JsonObject | Claims | Header, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
