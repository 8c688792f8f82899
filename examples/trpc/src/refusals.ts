import { TRPCError } from '@trpc/server'
import { AuthError, ERRORS, toResponse } from 'tokenstile'

const KEY = { 400: 'BAD_REQUEST', 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 503: 'SERVICE_UNAVAILABLE' } as const

/** Throws a refusal as tRPC has it. The client reads the standard sentence; the reason stays in `cause`. */
export function refuse(error: unknown): never {
  if (!AuthError.is(error)) throw error
  const { status, description } = ERRORS[error.code]
  throw new TRPCError({ code: KEY[status], message: description, cause: error })
}

/** The challenge, and what else belongs to the answer. */
export function responseMeta({ errors }: { errors: TRPCError[] }) {
  const refusal = errors.map(({ cause }) => cause).find(AuthError.is)
  return refusal === undefined ? {} : { headers: { ...toResponse(refusal).headers } }
}
