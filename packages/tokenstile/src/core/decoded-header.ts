import type { Header } from './claims.ts'
import type { JsonObject, JsonValue } from './json.ts'

/** A decoded header, and the parameters that checks look at, each as an own member or undefined: read once. */
export interface DecodedHeader {
  readonly all: Header
  readonly alg: JsonValue | undefined
  readonly typ: JsonValue | undefined
  readonly kid: string | undefined
  /** The parameter that demands an extension: none is understood. RFC 7515 §4.1.11, RFC 7797 §7. */
  readonly demanding: 'crit' | 'b64' | undefined
}

/** Reads a header; undefined where its `kid` is no string. Judges nothing else: the checks do. RFC 7515 §4.1. */
export function readHeader(all: JsonObject): DecodedHeader | undefined {
  const kid = Object.hasOwn(all, 'kid') ? all['kid'] : undefined
  if (kid !== undefined && typeof kid !== 'string') return undefined
  return {
    all,
    alg: Object.hasOwn(all, 'alg') ? all['alg'] : undefined,
    typ: Object.hasOwn(all, 'typ') ? all['typ'] : undefined,
    kid,
    demanding: Object.hasOwn(all, 'crit') ? 'crit' : Object.hasOwn(all, 'b64') ? 'b64' : undefined,
  }
}
