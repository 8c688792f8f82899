import type { JsonValue } from 'tokenstile'

/** What stands at a path of the claims; undefined where there is nothing. Looks at own members of objects alone. */
export function readClaim(claims: unknown, path: readonly string[]): JsonValue | undefined {
  let here: unknown = claims
  for (const name of path) {
    if (typeof here !== 'object' || here === null || Array.isArray(here) || !Object.hasOwn(here, name)) {
      return undefined
    }
    here = (here as Readonly<Record<string, unknown>>)[name]
  }
  // Claims of an `Auth` are JSON values, which the library has proved and frozen.
  return here as JsonValue | undefined
}
