import { ConfigError } from './errors.ts'
import { isPlainObject } from './plain-object.ts'

const MAX_DEPTH = 32

/**
 * Copies what a function of the program returned into deeply frozen JSON. A copy, because the original may be shared
 * and freezing it would surprise its owner; JSON only, because a Date, a Map or a class instance can be changed in
 * spite of freezing, and one object serves many requests. Throws a `ConfigError` that names the option.
 */
export function copyJson(option: string, value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (depth > MAX_DEPTH) throw notJson(option)
  if (Array.isArray(value)) {
    // Not map: it would keep holes, and make what a subclass of Array wants.
    return Object.freeze(Array.from(value, (item) => copyJson(option, item, depth + 1)))
  }
  if (typeof value !== 'object' || !isPlainObject(value)) throw notJson(option)
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined) continue
    const copied = copyJson(option, member, depth + 1)
    // Assigning this one name would set a prototype instead of a member.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: copied, enumerable: true })
    else copy[name] = copied
  }
  return Object.freeze(copy)
}

function notJson(option: string): ConfigError {
  return new ConfigError(
    option,
    'must give JSON values only: plain objects, lists, strings, finite numbers, booleans, null',
  )
}
