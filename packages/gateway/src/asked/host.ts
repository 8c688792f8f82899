/**
 * Reads the host that a client asked for: lower case, without port and without the dot at its end. Undefined for what is
 * no host. RFC 9110 §7.2.
 */
export function readHost(value: string): string | undefined {
  if (value.length > MAX_LENGTH) return undefined
  const known = memory.get(value)
  if (known !== undefined) return known
  const host = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?$/.exec(value)?.[1]?.toLowerCase()
  if (host === undefined) return undefined
  const plain = host.endsWith('.') ? host.slice(0, -1) : host
  if (plain === '' || plain.startsWith('.') || plain.endsWith('.') || plain.includes('..')) return undefined
  if (memory.size >= 1000) memory.clear()
  memory.set(value, plain)
  return plain
}

/** A name of 253 characters, a dot, a colon and a port. RFC 1035 §2.3.4. */
const MAX_LENGTH = 260

/** The hosts of one proxy are few. */
const memory = new Map<string, string>()
