import type { Jwk } from './key-source.ts'

/**
 * Remembers what was made of a key object while its members are what they were: a source may give the same objects for
 * every request, and reading a key costs more than verifying with it.
 */
export function rememberWhileUnchanged<T>(make: (jwk: Jwk) => T): (jwk: Jwk) => T {
  const made = new WeakMap<object, { readonly copy: Jwk; readonly result: T }>()
  return (jwk) => {
    if (!hasOwnMembersOnly(jwk)) return make(jwk)
    const known = made.get(jwk)
    if (known !== undefined && isUnchanged(known.copy, jwk)) return known.result
    const result = make(jwk)
    made.set(jwk, { copy: copyOf(jwk), result })
    return result
  }
}

/** Members that are inherited could change without a trace. */
function hasOwnMembersOnly(jwk: unknown): jwk is Jwk {
  if (typeof jwk !== 'object' || jwk === null) return false
  const prototype: unknown = Object.getPrototypeOf(jwk)
  return prototype === null || prototype === Object.prototype
}

function copyOf(jwk: Jwk): Jwk {
  const names = Object.getOwnPropertyNames(jwk)
  return Object.fromEntries(names.map((name) => [name, copyList(jwk[name])])) as Jwk
}

function copyList(value: unknown): unknown {
  return Array.isArray(value) ? [...value] : value
}

function isUnchanged(copy: Jwk, jwk: Jwk): boolean {
  const names = Object.getOwnPropertyNames(jwk)
  return names.length === Object.keys(copy).length && names.every((name) => isSame(copy[name], jwk[name]))
}

/** Of lists the items are compared. Other objects are never the same: they may have changed inside. */
function isSame(kept: unknown, now: unknown): boolean {
  if (!Array.isArray(kept) || !Array.isArray(now)) return isSameValue(kept, now)
  return kept.length === now.length && kept.every((item, index) => isSameValue(item, now[index]))
}

function isSameValue(kept: unknown, now: unknown): boolean {
  return kept === now && typeof now !== 'object'
}
