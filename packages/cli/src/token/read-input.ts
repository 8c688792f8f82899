import type { Input } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'

/** No token and no answer that holds one is longer. */
const MAX_BYTES = 1_048_576

/** Reads standard input to its end. Throws a UsageError where it is too long to hold a token. */
export async function readInput(stdin: Input): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stdin) {
    size += chunk.length
    if (size > MAX_BYTES) {
      throw new UsageError('standard input is longer than 1 MiB', 'pipe in the token and nothing else')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
