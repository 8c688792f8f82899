export type JsonObject = Readonly<Record<string, unknown>>

/** The JSON object in a text; undefined where it is none. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

/** The JSON object in a part of a token, in base64url; undefined where it is none. Proves nothing. */
export function decodeObject(part: string): JsonObject | undefined {
  return parseObject(Buffer.from(part, 'base64url').toString('utf8'))
}
