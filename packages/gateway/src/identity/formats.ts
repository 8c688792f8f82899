import type { JsonValue } from 'tokenstile'

/** How a claim is written into a header. */
export type Format = 'plain' | 'csv' | 'json' | 'base64url' | 'percent'

/**
 * Writes a claim. Undefined where it cannot be written so that the backend reads the same: the request is then refused,
 * since a cut or changed identity is another one. Never gives a byte that is not visible ASCII or a space inside.
 */
export function writeValue(value: JsonValue, format: Format): string | undefined {
  switch (format) {
    case 'plain':
      return writePlain(value)
    case 'csv':
      return writeList(value)
    case 'json':
      return toAsciiJson(value)
    case 'base64url':
      return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
    case 'percent':
      return percentEncode(typeof value === 'string' ? value : JSON.stringify(value))
  }
}

function writePlain(value: JsonValue): string | undefined {
  if (typeof value === 'object' && value !== null) return undefined
  const text = value === null ? '' : String(value)
  return isVisible(text) ? text : undefined
}

/** Items with commas between. What is in an item and is no visible ASCII, a comma or a percent sign is percent-encoded. */
function writeList(value: JsonValue): string | undefined {
  const items: readonly JsonValue[] = Array.isArray(value) ? value : [value as JsonValue]
  const written: string[] = []
  for (const item of items) {
    if (typeof item === 'object' && item !== null) return undefined
    const text = item === null ? '' : String(item)
    const encoded = /^[\x21-\x24\x26-\x2b\x2d-\x7e]*$/.test(text) ? text : percentEncode(text)
    if (encoded === undefined) return undefined
    written.push(encoded)
  }
  return written.join(',')
}

function toAsciiJson(value: JsonValue): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\uffff]/g,
    (char) => String.raw`\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function percentEncode(text: string): string | undefined {
  // A lone half of a surrogate pair has no UTF-8.
  return text.isWellFormed() ? encodeURIComponent(text) : undefined
}

/** Visible ASCII, with spaces inside: what every proxy and every backend hands on as it is. RFC 9110 §5.5. */
export function isVisible(text: string): boolean {
  return /^([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?$/.test(text)
}
