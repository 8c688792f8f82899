import { decodeBase64Url, decodeBase64UrlText, isAsciiWithoutPlusAndSlash } from './base64url.ts'
import type { Claims } from './claims.ts'
import { readHeader, type DecodedHeader } from './decoded-header.ts'
import type { Engine } from './engine.ts'
import type { AuthErrorCode } from './error-code.ts'
import { readJsonObject, type JsonObject } from './json.ts'
import { readRegisteredClaims, type RegisteredClaims } from './registered-claims.ts'

declare const unverified: unique symbol

/** A token that was cut and decoded, and nothing more: its header and claims are an attacker's words until proved. */
export interface UnverifiedToken {
  readonly [unverified]: true
  readonly header: DecodedHeader
  readonly claims: Claims
  /** The claims that checks look at, read once. */
  readonly registered: RegisteredClaims
  /** The text that was signed: header and claims, still encoded. */
  readonly signedText: string
  /** The first part, still encoded. */
  readonly encodedHeader: string
  readonly signature: Uint8Array
}

/** Finds a header that was decoded before, by its encoded text. */
export type RecallHeader = (encodedHeader: string) => DecodedHeader | undefined

/**
 * Cuts a compact JWS and decodes it: within the size limit, exactly three parts that are not empty, canonical
 * base64url, strict JSON objects. Does NOT verify the signature nor any claim. RFC 7515 §3.1, RFC 7519 §7.2.
 */
export function decodeCompact(
  token: string,
  maxTokenBytes: number,
  engine: Engine,
  recallHeader: RecallHeader,
): UnverifiedToken | AuthErrorCode {
  if (token.length > maxTokenBytes) return 'token_too_large'
  const firstDot = token.indexOf('.')
  if (firstDot === -1) return 'opaque_token'
  const secondDot = token.indexOf('.', firstDot + 1)
  if (secondDot === -1) return 'malformed_token'
  if (token.indexOf('.', secondDot + 1) !== -1)
    return hasFiveParts(token, secondDot) ? 'encrypted_token' : 'malformed_token'
  if (firstDot === 0 || secondDot === firstDot + 1 || secondDot === token.length - 1) return 'malformed_token'
  if (!isAsciiWithoutPlusAndSlash(token, engine)) return 'malformed_token'

  const encodedHeader = token.slice(0, firstDot)
  const header = recallHeader(encodedHeader) ?? decodeHeader(encodedHeader, engine)
  const claims = decodeObject(token.slice(firstDot + 1, secondDot), engine)
  const signature = decodeBase64Url(token.slice(secondDot + 1), engine)
  if (header === undefined || claims === undefined || signature === undefined) return 'malformed_token'
  const registered = readRegisteredClaims(claims)
  return {
    header,
    claims,
    registered,
    encodedHeader,
    signedText: token.slice(0, secondDot),
    signature,
  } as UnverifiedToken
}

function decodeHeader(text: string, engine: Engine): DecodedHeader | undefined {
  const header = decodeObject(text, engine)
  return header === undefined ? undefined : readHeader(header)
}

function decodeObject(text: string, engine: Engine): JsonObject | undefined {
  const json = decodeBase64UrlText(text, engine)
  return json === undefined ? undefined : readJsonObject(json)
}

function hasFiveParts(token: string, secondDot: number): boolean {
  const thirdDot = token.indexOf('.', secondDot + 1)
  const fourthDot = token.indexOf('.', thirdDot + 1)
  return fourthDot !== -1 && token.indexOf('.', fourthDot + 1) === -1
}
