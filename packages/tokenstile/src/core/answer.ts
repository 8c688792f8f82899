import { ERRORS } from './error-table.ts'
import { AuthError, ConfigError } from './errors.ts'
import { optional, readOptions, readStrings, type Readers, type ReadOptions } from './option-readers.ts'

/** What a route's answers carry beside the error itself. */
export interface AnswerOptions {
  /** The protection space, for the challenge. RFC 9110 §11.5. */
  readonly realm?: string | undefined
  /** Where the protected resource's metadata is. RFC 9728 §5.1. */
  readonly resourceMetadata?: string | undefined
  /** The scopes that a client should ask for: named in the challenge of every 401. RFC 6750 §3. */
  readonly scopes?: readonly string[] | undefined
}

/** A whole HTTP answer, for whatever sends it. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text: `error` and `error_description`. */
  readonly body: string
}

/**
 * Turns a refusal into its HTTP answer: status, challenge and JSON body. Says to the client what the specifications
 * ask for and no more; the reason stays in the error. What is no `AuthError` is thrown on: it is not a refusal.
 * RFC 6750 §3, RFC 9470 §3.
 */
export function toResponse(error: unknown, options: AnswerOptions = {}): Answer {
  if (!AuthError.is(error)) throw error
  const answer = readOptions<AnswerOptions>('', options, ANSWER_OPTIONS)
  const { status, challenge, description } = ERRORS[error.code]
  const headers: Record<string, string> = {
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json; charset=utf-8',
    ...error.responseHeaders,
  }
  if (challenge !== null || error.code === 'missing_token') {
    headers['WWW-Authenticate'] = toChallenge(error, challenge, description, answer)
  }
  const body = JSON.stringify({
    error: challenge ?? error.code,
    error_description: description,
  })
  return { status, headers, body }
}

/** Readers of the options above, for those who have options of their own beside them. */
export const ANSWER_OPTIONS: Readers<AnswerOptions> = {
  realm: optional(readQuotable),
  resourceMetadata: optional((path, value) => {
    const url = readQuotable(path, value)
    if (URL.canParse(url)) return url
    throw new ConfigError(path, 'expected an absolute URL')
  }),
  scopes: optional(readQuotables),
}

/** Reads a list of what goes into a challenge with spaces between, such as scopes. RFC 6749 §3.3. */
export function readQuotables(path: string, value: unknown): readonly string[] {
  const items = readStrings(path, value)
  items.forEach((item, index) => {
    if (isQuotable(item) && !item.includes(' ')) return
    throw new ConfigError(
      `${path}[${index}]`,
      'expected printable ASCII without spaces, quotes and backslashes',
    )
  })
  return items
}

function readQuotable(path: string, value: unknown): string {
  if (typeof value === 'string' && isQuotable(value)) return value
  throw new ConfigError(path, 'expected printable ASCII without quotes and backslashes')
}

function toChallenge(
  error: AuthError,
  challenge: string | null,
  description: string,
  options: ReadOptions<AnswerOptions>,
): string {
  const {
    maxAgeSeconds,
    acrValues,
    scopes = error.status === 401 ? options.scopes : undefined,
  } = error.details
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ['realm', options.realm],
    // Without credentials there is no error to tell: RFC 6750 §3.1.
    ['error', challenge ?? undefined],
    ['error_description', challenge === null ? undefined : description],
    ['scope', scopes?.join(' ')],
    ['max_age', maxAgeSeconds?.toString()],
    ['acr_values', acrValues?.join(' ')],
    ['resource_metadata', options.resourceMetadata],
  ]
  const scheme = schemeOf(error.code)
  const written = parameters.flatMap(([name, value]) =>
    // What a program put into an error of its own and cannot stand in a header is left out.
    value === undefined || !isQuotable(value) ? [] : [`${name}="${value}"`],
  )
  return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`
}

function schemeOf(code: AuthError['code']): 'Bearer' | 'DPoP' {
  return code === 'invalid_dpop_proof' || code === 'use_dpop_nonce' ? 'DPoP' : 'Bearer'
}

/** Whether a text can stand in a quoted string of a challenge as it is. RFC 6750 §3. */
function isQuotable(text: string): boolean {
  return /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)
}
