/** The headers of an answer, as far as they are read here. */
export interface AnswerHeaders {
  get(name: string): string | null
}

/**
 * How long an answer is fresh, in seconds: its `max-age` less the `Age` that a cache on the way gave it; undefined where it
 * does not say. RFC 9111 §5.2.2.1 and §5.1.
 */
export function readFreshness(headers: AnswerHeaders): number | undefined {
  const maxAge = readMaxAge(headers.get('cache-control'))
  return maxAge === undefined ? undefined : Math.max(0, maxAge - (readSeconds(headers.get('age')) ?? 0))
}

/** Reads a Retry-After header that counts seconds; a date is not read. RFC 9110 §10.2.3. */
export function readRetryAfter(headers: AnswerHeaders): number | undefined {
  return readSeconds(headers.get('retry-after'))
}

function readMaxAge(header: string | null): number | undefined {
  for (const directive of header?.split(',') ?? []) {
    const [name, value] = directive.trim().toLowerCase().split('=', 2)
    if (name === 'max-age' && value !== undefined) {
      const seconds = readSeconds(value.replaceAll('"', ''))
      if (seconds !== undefined) return seconds
    }
  }
  return undefined
}

function readSeconds(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}
