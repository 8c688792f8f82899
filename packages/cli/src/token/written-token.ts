import { UsageError } from '../usage-error.ts'
import { decodeObject, type JsonObject } from './json-object.ts'

/** What is written in a token, whoever wrote it. */
export interface WrittenToken {
  readonly header: JsonObject
  /** Undefined where they are encrypted. */
  readonly claims: JsonObject | undefined
}

/**
 * Decodes what can be decoded of a token, also where a verifier would refuse its form. Verifies NOTHING. Throws a UsageError for
 * what is no JWT.
 */
export function decodeToken(token: string): WrittenToken {
  const parts = token.split('.')
  const [first = '', second = ''] = parts
  const header = decodeObject(first)
  if (header === undefined) {
    throw parts.length === 1
      ? new UsageError(
          'this is no JWT, so there is nothing to read in it',
          'an access token without dots is opaque; Authgear gives JWTs once "Issue JWT as access token" is turned on for the application',
        )
      : new UsageError(
          'this is no JWT: its first part is not a JSON object in base64url',
          'copy the whole token, from eyJ to its end',
        )
  }
  if (parts.length === 5) return { header, claims: undefined }
  const claims = decodeObject(second)
  if (claims === undefined) {
    throw new UsageError(
      'this is no whole JWT: its second part is not a JSON object in base64url',
      'copy the whole token, from eyJ to its end; it has three parts with dots between them',
    )
  }
  return { header, claims }
}
