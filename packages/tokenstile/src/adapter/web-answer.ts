import type { Answer } from '../core/answer.ts'

/** Makes an answer a `Response` of the fetch API. */
export function toWebResponse({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers })
}
