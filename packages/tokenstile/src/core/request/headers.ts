/** Headers in any shape that a framework has: `Headers`, a record as Node's, pairs, or a flat list of names and values. */
export type RequestHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | readonly (readonly [string, string])[]
  | readonly string[]

/**
 * Every value of a header, in the order in which they came; `name` in lower case. Does NOT split lists nor look at the
 * values: one that is no string is given as it is. `Headers` joins several values into one.
 */
export function readHeader(headers: RequestHeaders, name: string): readonly unknown[] {
  if (Array.isArray(headers)) return readList(headers as readonly unknown[], name)
  if (typeof (headers as Headers).get === 'function') {
    const value: unknown = (headers as Headers).get(name)
    if (value === null || value === undefined) return NONE
    return Array.isArray(value) ? value : [value]
  }
  let values: readonly unknown[] = NONE
  const record = headers as Readonly<Record<string, unknown>>
  for (const given in record) {
    if (!isNamed(given, name) || !Object.hasOwn(record, given)) continue
    const value = record[given]
    if (value !== undefined)
      values = values === NONE && !Array.isArray(value) ? [value] : values.concat(value)
  }
  return values
}

const NONE: readonly unknown[] = Object.freeze([])

function readList(list: readonly unknown[], name: string): readonly unknown[] {
  const values: unknown[] = []
  for (let at = 0; at < list.length; at++) {
    const item = list[at]
    // A pair, or a name that its value follows.
    if (!Array.isArray(item)) {
      if (isNamed(item, name)) values.push(list[at + 1])
      at++
    } else if (isNamed(item[0], name)) values.push(item[1])
  }
  return values
}

/** Whether this is a header's name, in any case. */
export function isNamed(given: unknown, name: string): boolean {
  return typeof given === 'string' && given.length === name.length && given.toLowerCase() === name
}
