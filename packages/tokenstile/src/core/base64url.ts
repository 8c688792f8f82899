import type { Engine } from './engine.ts'

/**
 * Whether a text of ASCII characters, none of them `+` or `/`, can be canonical base64url: its length is possible and
 * the bits that its last character has to spare are zero. RFC 4648 §3.5.
 */
function endsCanonically(text: string): boolean {
  const rest = text.length % 4
  if (rest === 0) return true
  if (rest === 1) return false
  const sextet = ALPHABET.indexOf(text.charAt(text.length - 1))
  return sextet !== -1 && (sextet & (rest === 2 ? 0b1111 : 0b11)) === 0
}

/**
 * Decodes canonical base64url without padding; undefined for anything else. The text must be ASCII without `+` and `/`
 * ({@link isBase64Url} checks a short text, `core/compact.ts` a whole token at once): lenient decoders take the other
 * alphabet too. They skip all further strange characters, and that shows in the length.
 */
export function decodeBase64Url(text: string, engine: Engine): Uint8Array | undefined {
  if (!endsCanonically(text)) return undefined
  const bytes = engine.decodeBase64Url(text)
  return bytes.length === decodedLength(text) ? bytes : undefined
}

/** As {@link decodeBase64Url}, and the bytes strictly as UTF-8. */
export function decodeBase64UrlText(text: string, engine: Engine): string | undefined {
  if (!endsCanonically(text)) return undefined
  const decoded = engine.decodeBase64UrlText(text)
  return decoded?.bytes === decodedLength(text) ? decoded.text : undefined
}

function decodedLength(text: string): number {
  return Math.floor((text.length * 3) / 4)
}

/** Whether a token's text is ASCII and holds neither `+` nor `/`: what a lenient decoder would take for base64url. */
export function isAsciiWithoutPlusAndSlash(text: string, engine: Engine): boolean {
  return !text.includes('+') && !text.includes('/') && engine.isAscii(text)
}

/** Whether every character of a text belongs to the base64url alphabet. For short texts: a loop, not a decoder. */
export function isBase64Url(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (!ALPHABET.includes(text.charAt(at))) return false
  }
  return true
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
