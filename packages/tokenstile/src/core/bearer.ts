import { AuthError } from './errors.ts'

/** Headers in any shape that a framework has: `Headers`, a record as Node's, pairs, or a flat list of names and values. */
export type RequestHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | readonly (readonly [string, string])[]
  | readonly string[]

/** The part of an HTTP request that says who is calling. */
export interface AuthRequest {
  /** Not looked at yet: what sender-constrained tokens and cookies will need. */
  readonly method?: string
  /** Not looked at yet. */
  readonly url?: string
  readonly headers: RequestHeaders
}

/**
 * Finds the access token of a request: in the `Authorization` header and nowhere else. Undefined where there is no
 * such header, or one of another scheme. Does NOT look at the token. RFC 6750 §2.1, RFC 9110 §11.1.
 *
 * Throws `multiple_tokens` for two headers and `malformed_request` for `Bearer` with nothing or junk behind it.
 */
export function findBearerToken(headers: RequestHeaders): string | undefined {
  const values = authorizationValues(headers)
  if (values.length > 1) throw new AuthError('multiple_tokens')
  const value = values[0]
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw new AuthError('malformed_request')
  if (!hasBearerScheme(value)) return undefined
  let start = SCHEME.length
  while (value.charCodeAt(start) === SPACE) start++
  const token = value.slice(start)
  if (token === '' || start === SCHEME.length || hasJunk(token)) throw new AuthError('malformed_request')
  return token
}

/** RFC 9110 §11.1: the scheme is compared without regard to case, in ASCII. */
function hasBearerScheme(value: string): boolean {
  const next = value.charCodeAt(SCHEME.length)
  return (
    /^bearer/i.test(value.slice(0, SCHEME.length)) && (Number.isNaN(next) || next === SPACE || next === TAB)
  )
}

/** Whether a text is more than one word, or holds what no header may. The rest is for the strict reading of tokens. */
function hasJunk(text: string): boolean {
  return JUNK.some((char) => text.includes(char))
}

/** Searched one by one: that is many times faster on a long token than looking at each of its characters. */
const JUNK = [' ', ',', '\t', '\r', '\n', '\0', '\x7f']

function authorizationValues(headers: RequestHeaders): readonly unknown[] {
  if (Array.isArray(headers)) return fromList(headers as readonly unknown[])
  if (typeof (headers as Headers).get === 'function') {
    const value: unknown = (headers as Headers).get('authorization')
    // Headers joins two values with a comma, which no token holds: it is refused as malformed.
    return value === null ? [] : [value]
  }
  let values: readonly unknown[] = []
  const record = headers as Readonly<Record<string, unknown>>
  for (const name in record) {
    if (!isAuthorization(name) || !Object.hasOwn(record, name)) continue
    const value = record[name]
    if (value !== undefined) values = values.concat(value)
  }
  return values
}

function fromList(list: readonly unknown[]): readonly unknown[] {
  const values: unknown[] = []
  for (let at = 0; at < list.length; at++) {
    const item = list[at]
    // A pair, or a name that its value follows.
    const [name, value] = Array.isArray(item) ? item : [item, list[++at]]
    if (isAuthorization(name)) values.push(value)
  }
  return values
}

/** Whether a header's name is `Authorization`, in any case. */
export function isAuthorization(name: unknown): boolean {
  return typeof name === 'string' && name.length === NAME.length && name.toLowerCase() === NAME
}

const NAME = 'authorization'
const SCHEME = 'Bearer'
const TAB = 0x09
const SPACE = 0x20
