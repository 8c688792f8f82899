/** A library that is compared. */
export interface Library {
  /** The file in `libraries/` that sets it up. */
  readonly module: string
  readonly title: string
  /** How long its keys count as fresh by default; undefined where they always do. */
  readonly ttlSeconds: number | undefined
}

export const LIBRARIES: readonly Library[] = [
  { module: 'tokenstile', title: 'tokenstile', ttlSeconds: 300 },
  { module: 'jose', title: 'jose', ttlSeconds: 600 },
  { module: 'jwks-rsa', title: 'jwks-rsa, rate limit', ttlSeconds: 600 },
  { module: 'jwks-rsa-defaults', title: 'jwks-rsa, defaults', ttlSeconds: 600 },
  { module: 'aws-jwt-verify', title: 'aws-jwt-verify', ttlSeconds: undefined },
  { module: 'get-jwks', title: 'get-jwks', ttlSeconds: 60 },
  { module: 'express-oauth2-jwt-bearer', title: 'express-oauth2-jwt-bearer', ttlSeconds: 600 },
]

/** Longer than any of the default times: for a library whose keys never get old. */
const LONG_SECONDS = 600

/** A time that has this part of the library's TTL behind it. */
export function partOfTtl({ ttlSeconds = LONG_SECONDS }: Library, part: number): number {
  return ttlSeconds * part
}
