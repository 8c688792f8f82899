import { canonicalName } from '../identity/canonical-name.ts'
import { METHOD_OVERRIDES } from './told-by-proxy.ts'

/** What a header is to the gateway, by its name. */
export type NameKind =
  /** Nothing of ours. */
  | 'other'
  /** It names headers that are to be taken off on the way. */
  | 'connection'
  /** It names headers that come behind the body. */
  | 'trailer'
  /** Only the opening of a WebSocket has it. */
  | 'websocket'
  /** A name that says something to us, folded by some into another one. */
  | 'alias'
  /** It has some backends take another method than the request says. */
  | 'override'
  /** A header that carries an identity to the backend: nobody else may send it. */
  | 'identity'
  /** One of the headers by which the proxy says what is asked. */
  | { readonly told: string }

/** Tells what a header is, in the spelling that came. */
export interface NameBook {
  kindOf(name: string): NameKind
  /** Whether one of the names in a list, such as that of `Connection`, says something to us. */
  namesOurs(list: string): boolean
}

/** How many spellings are remembered: a client can make up more than there is memory for. */
const MAX_SPELLINGS = 2000

/**
 * Makes the book for the headers that a proxy tells with, for those that carry an identity, and for those that the proxy
 * takes off by their names, all in lower case.
 */
export function createNameBook(
  told: readonly string[],
  identity: readonly string[],
  takenOff: readonly string[] = [],
): NameBook {
  const exact = new Map<string, NameKind>([
    ...takenOff.map((name) => [name, 'other'] as const),
    ...identity.map((name) => [name, 'identity'] as const),
    ...told.map((name) => [name, { told: name }] as const),
    ['connection', 'connection'],
    ['trailer', 'trailer'],
    ['sec-websocket-key', 'websocket'],
    ['sec-websocket-version', 'websocket'],
  ])
  const canonical = new Set([...told, ...identity, ...takenOff].map(canonicalName))
  const longest = Math.max(...[...exact.keys(), ...canonical, ...METHOD_OVERRIDES].map((name) => name.length))
  const memory = new Map<string, NameKind>()

  function judge(name: string): NameKind {
    const kind = exact.get(name.toLowerCase())
    if (kind !== undefined) return kind
    const folded = canonicalName(name)
    if (METHOD_OVERRIDES.includes(folded)) return 'override'
    return canonical.has(folded) ? 'alias' : 'other'
  }

  return {
    kindOf: (name) => {
      const known = memory.get(name)
      if (known !== undefined) return known
      // Neither read nor remembered: a client may send as long a name as it likes.
      if (name.length > longest) return 'other'
      const kind = judge(name)
      if (memory.size >= MAX_SPELLINGS) memory.clear()
      memory.set(name, kind)
      return kind
    },
    namesOurs: (list) =>
      list.split(',').some((given) => {
        const name = given.trim()
        return name.length <= longest && canonical.has(canonicalName(name))
      }),
  }
}
