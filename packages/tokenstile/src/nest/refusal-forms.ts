import type { Answer } from '../core/answer.ts'
import type { AuthError } from '../core/errors.ts'

/** What a client may read of a refusal. */
interface Told {
  readonly code: string
  readonly message: string
}

function toTold({ body }: Answer): Told {
  const { error, error_description } = JSON.parse(body) as Record<'error' | 'error_description', string>
  return { code: error, message: error_description }
}

/** As the event `exception` of Nest's gateways tells of an error. */
export function toSocketError(answer: Answer): Told & { readonly status: 'error' } {
  return { status: 'error', ...toTold(answer) }
}

/**
 * As GraphQL tells of an error: `extensions` has the standard `error` as `code`, and status and headers for drivers that
 * put them on the response. The `AuthError` is its `cause`.
 */
export function toGraphqlError(error: AuthError, answer: Answer): Error {
  const { code, message } = toTold(answer)
  const { 'Content-Type': _, ...headers } = answer.headers
  // Apollo wants a Map, Yoga an object.
  const http = { status: answer.status, headers: Object.assign(new Map(Object.entries(headers)), headers) }
  return Object.assign(new Error(message, { cause: error }), { extensions: { code, http } })
}
