import { isDeepStrictEqual } from 'node:util'
import type { Claims } from './token-stamp.ts'

/**
 * Gives `claims` with `added` behind them, under the rule of Authgear's hook: a claim that exists may be repeated with
 * the same value, but not changed or removed. Throws a TypeError that names the claim, never its value.
 */
export function addClaims(claims: Claims, added: Claims, where = 'token: claims'): Claims {
  for (const [name, value] of Object.entries(added)) {
    if (!isJson(value)) throw new TypeError(`${where} has a value that JSON cannot carry; look at '${name}'`)
    if (Object.hasOwn(claims, name) && !isDeepStrictEqual(claims[name], value)) {
      throw new TypeError(
        `${where} may only add, and '${name}' is already there; use the option that sets it`,
      )
    }
  }
  return { ...claims, ...added }
}

/** What does not come back the same was dropped or rewritten on the way: undefined, NaN, dates, class instances. */
export function isJson(value: unknown): boolean {
  try {
    const written = JSON.stringify(value)
    return written !== undefined && isDeepStrictEqual(JSON.parse(written), value)
  } catch {
    return false
  }
}
