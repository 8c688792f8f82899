import { AuthError } from '../errors.ts'
import { readHeader, type RequestHeaders } from './headers.ts'

/**
 * The value of a cookie, its name compared exactly; undefined where it was not sent. Does NOT decode it nor take quotes
 * off. RFC 6265 §4.2.
 *
 * Throws `multiple_tokens` where it was sent twice: a neighbouring host may have set the other one.
 */
export function readCookie(headers: RequestHeaders, name: string): string | undefined {
  let found: string | undefined
  for (const header of readHeader(headers, 'cookie')) {
    if (typeof header !== 'string') throw new AuthError('malformed_request')
    for (let start = 0, end; start < header.length; start = end + 1) {
      end = header.indexOf(';', start)
      if (end < 0) end = header.length
      const value = readPair(header.slice(start, end), name)
      if (value === undefined) continue
      if (found !== undefined) throw new AuthError('multiple_tokens')
      found = value
    }
  }
  return found
}

function readPair(pair: string, name: string): string | undefined {
  const equals = pair.indexOf('=')
  if (equals < 0 || trimBlanks(pair.slice(0, equals)) !== name) return undefined
  return trimBlanks(pair.slice(equals + 1))
}

/**
 * Cuts spaces and tabs, and nothing else: `trim` also cuts what a browser takes for a part of the name, and so would make a
 * protected name of one that any host may set.
 */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
