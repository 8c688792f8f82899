import type { FetchedDocument } from './fetch-document.ts'

/**
 * Reads the body of a response, at most so many bytes after decompression; undefined where there are more, and then the
 * rest is never read.
 */
export async function readBytes(
  { body }: FetchedDocument,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  if (body === null) return join(chunks, length)
  const reader = body.getReader()
  for (;;) {
    const chunk = await reader.read()
    if (chunk.done) return join(chunks, length)
    length += chunk.value.byteLength
    if (length > maxBytes) {
      void reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(chunk.value)
  }
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}
