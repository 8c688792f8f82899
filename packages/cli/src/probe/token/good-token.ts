import { decodeObject, type JsonObject } from '../../token/json-object.ts'
import { UsageError } from '../../usage-error.ts'

/** A token that the backend should take, and its parts. Nothing is verified. */
export interface GoodToken {
  readonly text: string
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly parts: readonly [header: string, payload: string, signature: string]
}

/** Cuts a token. Throws a UsageError for one that is no signed JWT: nothing can be forged from it. */
export function readGoodToken(text: string): GoodToken {
  const [header = '', payload = '', signature = '', ...others] = text.split('.')
  const [headerMembers, claims] = [header, payload].map(decodeObject)
  if (others.length > 0 || signature === '' || headerMembers === undefined || claims === undefined) {
    throw new UsageError(
      'the good token is no signed JWT, so nothing can be forged from it',
      'give an access token that begins with eyJ; for Authgear, turn on "Issue JWT as access token"',
    )
  }
  return { text, header: headerMembers, claims, parts: [header, payload, signature] }
}

/** Base64url of JSON; text is taken as the JSON that it is. */
export function toPart(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}
