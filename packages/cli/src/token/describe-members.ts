import { describeTime } from '../terminal/local-time.ts'
import { printable } from '../terminal/printable.ts'
import type { JsonObject } from './json-object.ts'

const TIMES: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at'])

/** Lists the members of a header or of claims, a line each, in the order of the token; times as a person reads them. */
export function describeMembers(members: JsonObject, nowMs: number): readonly string[] {
  // A long name, such as a claim that is a URL, stands out of the column instead of widening it.
  const lengths = Object.keys(members).map((name) => printable(name).length)
  const width = Math.max(0, ...lengths.filter((length) => length <= 24))
  return Object.entries(members).map(
    ([name, value]) => `  ${printable(name).padEnd(width)}  ${describeValue(name, value, nowMs)}`,
  )
}

/** One value: text as it is, a time as a person reads it, anything else as JSON. */
export function describeValue(name: string, value: unknown, nowMs: number): string {
  if (typeof value === 'number' && TIMES.has(name)) return describeTime(value, nowMs)
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}
