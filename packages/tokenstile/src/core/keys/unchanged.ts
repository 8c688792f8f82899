import { isPlainObject } from '../plain-object.ts'
import type { Jwk } from './key-source.ts'

/**
 * Remembers what was made of a key object while its members are what they were: a source may give the same objects for
 * every request, and reading a key costs more than verifying with it.
 */
export function rememberWhileUnchanged<T>(make: (jwk: Jwk) => T): (jwk: Jwk) => T {
  const made = new WeakMap<object, { readonly copy: Jwk; readonly result: T }>()
  return (jwk) => {
    // Members that are not own, and values that are not objects, are nothing that could be compared.
    if (typeof jwk !== 'object' || jwk === null || !isPlainObject(jwk)) return make(jwk)
    const known = made.get(jwk)
    if (known !== undefined && isUnchanged(known.copy, jwk)) return known.result
    const result = make(jwk)
    made.set(jwk, { copy: copyOf(jwk), result })
    return result
  }
}

function copyOf(jwk: Jwk): Jwk {
  const members = Object.entries(jwk).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value] : value,
  ])
  return Object.fromEntries(members) as Jwk
}

function isUnchanged(copy: Jwk, jwk: Jwk): boolean {
  const names = Object.keys(jwk)
  return names.length === Object.keys(copy).length && names.every((name) => isSame(copy[name], jwk[name]))
}

/** Whether a member is as it was. Of lists the items are compared, other objects are never the same: they may have changed inside. */
function isSame(kept: unknown, now: unknown): boolean {
  if (Array.isArray(kept) && Array.isArray(now)) {
    return kept.length === now.length && kept.every((item, index) => isSame(item, now[index]))
  }
  return kept === now && typeof now !== 'object'
}
