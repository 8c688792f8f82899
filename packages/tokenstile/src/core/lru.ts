/** A bounded map that drops what was not asked for the longest. */
export interface Lru<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  values(): Value[]
}

export function createLru<Value>(maxEntries: number): Lru<Value> {
  const entries = new Map<string, Value>()
  return {
    get(key): Value | undefined {
      const value = entries.get(key)
      if (value !== undefined) {
        entries.delete(key)
        entries.set(key, value)
      }
      return value
    },
    set(key, value): void {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string)
    },
    delete(key): void {
      entries.delete(key)
    },
    values: () => [...entries.values()],
  }
}
