import type { Answer } from '../core/answer.ts'

/** Makes an answer a `Response` of the fetch API. */
export function toWebResponse({ status, headers, body }: Answer): Response {
  // Some statuses, such as 204, refuse any body, an empty one too.
  return new Response(body === '' ? null : body, { status, headers })
}
