import type { FetchedDocument } from './fetch-document.ts'

/**
 * Reads the body of a response as UTF-8, at most so many bytes after decompression; undefined where there are more, and
 * then the rest is never read. Throws for what is no UTF-8.
 */
export async function readText({ body }: FetchedDocument, maxBytes: number): Promise<string | undefined> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  for (;;) {
    const chunk = await reader.read()
    if (chunk.done) return text + decoder.decode()
    const { value } = chunk
    length += value.byteLength
    if (length > maxBytes) {
      void reader.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
