/** Reads `max-age` of a Cache-Control header, in seconds; undefined where there is none. RFC 9111 §5.2.2.1. */
export function readMaxAge(header: string | null): number | undefined {
  for (const directive of header?.split(',') ?? []) {
    const [name, value] = directive.trim().toLowerCase().split('=', 2)
    if (name === 'max-age' && value !== undefined && /^"?[0-9]{1,9}"?$/.test(value)) {
      return Number(value.replaceAll('"', ''))
    }
  }
  return undefined
}

/** Reads a Retry-After header that counts seconds; a date is not heeded. RFC 9110 §10.2.3. */
export function readRetryAfter(header: string | null): number | undefined {
  return header !== null && /^[0-9]{1,9}$/.test(header) ? Number(header) : undefined
}
