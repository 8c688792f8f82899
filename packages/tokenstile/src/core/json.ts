/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonArray | JsonObject
/** A frozen JSON array. */
export type JsonArray = readonly JsonValue[]
/** A frozen JSON object. */
export type JsonObject = { readonly [name: string]: JsonValue }

const MAX_DEPTH = 16
const MAX_MEMBERS = 1000

/**
 * Reads the text of one JSON object, strictly, and freezes it deeply: no byte order mark, no duplicate member names at
 * any depth, at most 16 levels and 1,000 members, finite numbers, well-formed strings.
 *
 * Does not say why it refused: the caller refuses the whole token. Linear in the length of the text.
 * RFC 7515 §4, RFC 7519 §4, RFC 7493 §2.
 */
export function readJsonObject(text: string): JsonObject | undefined {
  const shape = measure(text)
  if (shape === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  // A parser keeps one of several members of one name: fewer members than the text has colons means duplicates.
  return settle(value, shape.hasEscapes) === shape.members ? (value as JsonObject) : undefined
}

interface Shape {
  readonly members: number
  readonly hasEscapes: boolean
}

/** Counts members (colons outside strings) and bounds depth and members, before anything is built from the text. */
function measure(text: string): Shape | undefined {
  const hasEscapes = text.includes('\\')
  let members = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) {
      let end = text.indexOf('"', at + 1)
      while (hasEscapes && end !== -1 && isEscaped(text, end, at)) end = text.indexOf('"', end + 1)
      if (end === -1) return undefined
      at = end
    } else if (char === COLON) {
      if (++members > MAX_MEMBERS) return undefined
    } else if (char === BRACE_OPEN || char === BRACKET_OPEN) {
      if (++depth > MAX_DEPTH) return undefined
    } else if (char === BRACE_CLOSE || char === BRACKET_CLOSE) {
      depth--
    }
  }
  return { members, hasEscapes }
}

/** Whether an odd run of backslashes stands before this quote. The runs of one string do not overlap: linear. */
function isEscaped(text: string, quote: number, start: number): boolean {
  let at = quote - 1
  while (at > start && text.charCodeAt(at) === BACKSLASH) at--
  return (quote - 1 - at) % 2 === 1
}

/** Freezes a parsed value deeply and counts its members; NaN where a number or string in it cannot be trusted. */
function settle(value: object, hasEscapes: boolean): number {
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) members += settleLeaf(item, hasEscapes)
  } else {
    const names = Object.keys(value)
    members = names.length
    for (const name of names) {
      if (hasEscapes && !name.isWellFormed()) return NaN
      members += settleLeaf((value as Record<string, unknown>)[name], hasEscapes)
    }
  }
  Object.freeze(value)
  return members
}

function settleLeaf(value: unknown, hasEscapes: boolean): number {
  if (typeof value === 'object') return value === null ? 0 : settle(value, hasEscapes)
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : NaN
  // Only an escape can bring a lone surrogate into a string that was valid UTF-8.
  if (hasEscapes && typeof value === 'string' && !value.isWellFormed()) return NaN
  return 0
}

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c
const BRACKET_OPEN = 0x5b
const BRACKET_CLOSE = 0x5d
const BRACE_OPEN = 0x7b
const BRACE_CLOSE = 0x7d
