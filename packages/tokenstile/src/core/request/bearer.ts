import { AuthError } from '../errors.ts'

/**
 * Reads what stands behind `Bearer` in an `Authorization` header; undefined for another scheme. Does NOT look at it:
 * `requireOneWord` does, where it was not seen before. RFC 6750 §2.1, RFC 9110 §11.1.
 *
 * Throws `multiple_tokens` for two headers and `malformed_request` for `Bearer` with nothing behind it.
 */
export function readBearer(values: readonly unknown[]): string | undefined {
  if (values.length > 1) throw new AuthError('multiple_tokens')
  const value = values[0]
  // A name without a value, at the end of a flat list.
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw new AuthError('malformed_request')
  if (!hasBearerScheme(value)) {
    // `Headers` joins several values with a comma: a token behind other credentials is one of two.
    if (value.toLowerCase().includes(', bearer ')) throw new AuthError('multiple_tokens')
    return undefined
  }
  let start = SCHEME.length
  while (value.charCodeAt(start) === SPACE) start++
  const token = value.slice(start)
  if (token === '' || start === SCHEME.length) throw new AuthError('malformed_request')
  return token
}

/**
 * Throws `malformed_request` where a token is more than one word, or holds what no header may. The rest is for the strict
 * reading of tokens.
 */
export function requireOneWord(token: string): void {
  if (JUNK.some((char) => token.includes(char))) throw new AuthError('malformed_request')
}

/** RFC 9110 §11.1: the scheme is compared without regard to case, in ASCII. */
function hasBearerScheme(value: string): boolean {
  // As nearly everybody writes it.
  if (value.startsWith('Bearer ')) return true
  const next = value.charCodeAt(SCHEME.length)
  return (
    /^bearer/i.test(value.slice(0, SCHEME.length)) && (Number.isNaN(next) || next === SPACE || next === TAB)
  )
}

/** Searched one by one: that is many times faster on a long token than looking at each of its characters. */
const JUNK = [' ', ',', '\t', '\r', '\n', '\0', '\x7f']

const SCHEME = 'Bearer'
const TAB = 0x09
const SPACE = 0x20
