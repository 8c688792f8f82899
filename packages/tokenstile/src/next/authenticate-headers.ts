import type { AnyAuth } from '../core/auth.ts'
import { AuthError } from '../core/errors.ts'
import { insideOf } from '../core/inside.ts'
import { optional, readBoolean, readFunction, readOptions } from '../core/option-readers.ts'
import type { Verifier } from '../core/verifier.ts'

/** What `headers()` of `next/headers` gives. */
export interface NextHeaders {
  get(name: string): string | null
}

/** How `authenticateHeaders` treats callers. */
export interface HeadersOptions {
  /** Lets a request without a token through, as nobody; a bad token never passes. */
  readonly optional?: boolean
  /**
   * Is told of a refusal, and may throw another thing: `redirect('/login')`. Where it throws nothing, the refusal is thrown.
   */
  readonly onRefused?: (error: AuthError) => unknown
}

/**
 * Makes the function that says who is calling in Server Components and Server Actions; `headers` is that of `next/headers`.
 * It throws an `AuthError` where nobody is, or where the token is bad. Does NOT check what the page demands: `requireAccess`
 * does, on what it gave.
 *
 * `headers()` does not tell the method. A token in a cookie therefore needs an allowed origin wherever the headers are not
 * those of a plain page view: with `Origin`, `Content-Type` or `Next-Action`, one of which every Server Action has.
 */
export function authenticateHeaders<A>(
  verifier: Verifier<A>,
  headers: () => NextHeaders | PromiseLike<NextHeaders>,
  options?: HeadersOptions & { readonly optional?: false },
): () => Promise<A>
export function authenticateHeaders<A>(
  verifier: Verifier<A>,
  headers: () => NextHeaders | PromiseLike<NextHeaders>,
  options: HeadersOptions,
): () => Promise<A | undefined>
export function authenticateHeaders(
  verifier: Verifier<AnyAuth>,
  headers: () => NextHeaders | PromiseLike<NextHeaders>,
  options: HeadersOptions = {},
): () => Promise<AnyAuth | undefined> {
  const { optional: isOptional, onRefused } = readOptions<HeadersOptions>('authenticateHeaders', options, {
    optional: optional(readBoolean, false),
    onRefused: optional(readFunction<NonNullable<HeadersOptions['onRefused']>>),
  })
  const find = readFunction<typeof headers>('headers', headers)
  const { admit } = insideOf(verifier)

  return async () => {
    const given = await find()
    try {
      const { auth } = await admit(
        { method: methodOf(given), headers: given },
        { optional: isOptional === true },
      )
      return auth
    } catch (error) {
      if (AuthError.is(error)) await onRefused?.(error)
      throw error
    }
  }
}

/** What only a request that may change something has. A browser sends `Origin` with every POST. Fetch Standard §3.2. */
const SIGNS_OF_CHANGE = ['origin', 'content-type', 'next-action']

function methodOf(headers: NextHeaders): 'GET' | 'POST' {
  return SIGNS_OF_CHANGE.some((name) => headers.get(name) !== null) ? 'POST' : 'GET'
}
