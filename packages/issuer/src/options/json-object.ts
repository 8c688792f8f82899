/** Reads the text of a JSON object. Throws a TypeError that begins with `what` for anything else. */
export function readJsonObject(what: string, text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new TypeError(`${what} is not JSON; write it like {"name": "value"}`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new TypeError(`${what} must be a JSON object; write it like {"name": "value"}`)
}
