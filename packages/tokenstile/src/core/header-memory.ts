import type { DecodedHeader } from './decoded-header.ts'

const MAX_HEADERS = 100

/**
 * Remembers decoded headers by their encoded text. Only headers of tokens that verified are kept, so that an attacker
 * cannot fill it; an issuer has one or two at a time, and when there are too many it starts anew.
 */
export function createHeaderMemory(): {
  recall(encodedHeader: string): DecodedHeader | undefined
  keep(encodedHeader: string, header: DecodedHeader): void
} {
  const headers = new Map<string, DecodedHeader>()
  return {
    recall: (encodedHeader) => headers.get(encodedHeader),
    keep(encodedHeader, header): void {
      if (headers.get(encodedHeader) === header) return
      if (headers.size >= MAX_HEADERS) headers.clear()
      headers.set(encodedHeader, header)
    },
  }
}
