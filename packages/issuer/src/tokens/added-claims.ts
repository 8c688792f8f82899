import { isDeepStrictEqual } from 'node:util'
import type { Claims } from './token-stamp.ts'

/**
 * Gives `claims` with `added` behind them, under the rule of Authgear's hook: a claim that exists may be repeated with
 * the same value, but not changed or removed. Throws a TypeError that names the claim, never its value.
 */
export function addClaims(claims: Claims, added: Claims, where = 'token: claims'): Claims {
  for (const [name, value] of Object.entries(added)) {
    if (!isJson(value)) throw new TypeError(`${where} has a value that JSON cannot carry; look at '${name}'`)
    if (Object.hasOwn(claims, name) && !isDeepStrictEqual(copy(claims[name]), copy(value))) {
      throw new TypeError(
        `${where} may only add, and '${name}' is already there; use the option that sets it`,
      )
    }
  }
  return { ...claims, ...added }
}

/** Whether JSON carries the value as it is: it would drop or rewrite undefined, NaN, dates and class instances. */
export function isJson(value: unknown, within: readonly object[] = []): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || within.includes(value)) return false
  const path = [...within, value]
  return (Array.isArray(value) || isPlain(value)) && Object.values(value).every((item) => isJson(item, path))
}

// Not by comparing with Object.prototype: a test runner's sandbox has its own.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
