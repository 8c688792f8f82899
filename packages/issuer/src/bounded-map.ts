/** A test that logs in without end must not fill the memory: of each kind, so many are remembered. */
const MAX_ENTRIES = 10_000

/** Puts an entry into a map, and takes the oldest one out when there are too many. */
export function putBounded<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.set(key, value)
  if (map.size <= MAX_ENTRIES) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
