import { GraphQLError } from 'graphql'
import { maskError as maskFault } from 'graphql-yoga'
import { AuthError, toResponse } from 'tokenstile'

/**
 * Shows a refusal as the client may read it, and hides everything else as Yoga does. A refused request has the standard
 * status; a refused field leaves it at 200, since other fields may be answered.
 */
export function maskError(error: unknown, message: string): Error {
  const { originalError: refusal = error, path } = error as Partial<GraphQLError>
  if (!AuthError.is(refusal)) return maskFault(error, message)
  const { status, headers, body } = toResponse(refusal)
  const { error: code, error_description: text } = JSON.parse(body)
  const { 'Content-Type': _, ...challenge } = headers
  const http = { headers: challenge, ...(path === undefined && { status }) }
  return new GraphQLError(text, { path, originalError: refusal, extensions: { code, http } })
}
