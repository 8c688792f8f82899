import { UsageError } from '../../usage-error.ts'

type Members = Readonly<Record<string, unknown>>

/** A token that the backend should take, and its parts. Nothing is verified. */
export interface GoodToken {
  readonly text: string
  readonly header: Members
  readonly claims: Members
  readonly parts: readonly [header: string, payload: string, signature: string]
}

/** Cuts a token. Throws a UsageError for one that is no signed JWT: nothing can be forged from it. */
export function readGoodToken(text: string): GoodToken {
  const [header = '', payload = '', signature = '', ...others] = text.split('.')
  const [headerMembers, claims] = [header, payload].map(readMembers)
  if (others.length > 0 || signature === '' || headerMembers === undefined || claims === undefined) {
    throw new UsageError(
      'the good token is no signed JWT, so nothing can be forged from it',
      'give an access token that begins with eyJ; for Authgear, turn on "Issue JWT as access token"',
    )
  }
  return { text, header: headerMembers, claims, parts: [header, payload, signature] }
}

function readMembers(part: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
  } catch {
    return undefined
  }
}

/** Base64url of JSON; text is taken as the JSON that it is. */
export function toPart(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}
