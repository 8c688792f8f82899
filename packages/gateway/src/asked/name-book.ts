import { canonicalName } from '../identity/canonical-name.ts'
import type { Told } from './tellings.ts'
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
  | { readonly header: string; readonly tells: keyof Told }

/** Tells what a header is, in the spelling that came. */
export interface NameBook {
  /** The kind of a name that stands at that place of a list. */
  kindOf(name: string, at: number): NameKind
  /** Whether one of the names in a list, such as that of `Connection`, says something to us. */
  namesOurs(list: string): boolean
}

/** How many spellings are remembered: a client can make up more than there is memory for. */
const MAX_SPELLINGS = 2000
/** How many places of a list of headers have a name that is remembered. */
const MAX_PLACES = 128
/** Which lists are remembered: `keep-alive` and `close` are nearly all that there are. */
const MAX_LISTS = 100
const MAX_LIST = 64

/**
 * Makes the book for the headers that a proxy tells with, for those that carry an identity, and for those that the proxy
 * takes off by their names, all in lower case.
 */
export function createNameBook(
  told: Readonly<Record<string, keyof Told>>,
  identity: readonly string[],
  takenOff: readonly string[] = [],
): NameBook {
  const exact = new Map<string, NameKind>([
    ...takenOff.map((name) => [name, 'other'] as const),
    ...identity.map((name) => [name, 'identity'] as const),
    ...Object.entries(told).map(([header, tells]) => [header, { header, tells }] as const),
    ['connection', 'connection'],
    ['trailer', 'trailer'],
    ['sec-websocket-key', 'websocket'],
    ['sec-websocket-version', 'websocket'],
  ])
  const canonical = new Set([...Object.keys(told), ...identity, ...takenOff].map(canonicalName))
  const longest = Math.max(...[...exact.keys(), ...canonical, ...METHOD_OVERRIDES].map((name) => name.length))
  const memory = new Map<string, NameKind>()
  const listMemory = new Map<string, boolean>()
  const lastNames: string[] = []
  const lastKinds: NameKind[] = []

  function judge(name: string): NameKind {
    const kind = exact.get(name.toLowerCase())
    if (kind !== undefined) return kind
    const folded = canonicalName(name)
    if (METHOD_OVERRIDES.includes(folded)) return 'override'
    return canonical.has(folded) ? 'alias' : 'other'
  }

  function recall(name: string): NameKind {
    const known = memory.get(name)
    if (known !== undefined) return known
    const kind = judge(name)
    if (memory.size >= MAX_SPELLINGS) memory.clear()
    memory.set(name, kind)
    return kind
  }

  function judgeList(list: string): boolean {
    return list.split(',').some((given) => {
      const name = given.trim()
      return name.length <= longest && canonical.has(canonicalName(name))
    })
  }

  return {
    kindOf: (name, at) => {
      // Neither read nor remembered: a client may send as long a name as it likes.
      if (name.length > longest) return 'other'
      // A proxy sends its headers in one order: to compare with the one before is cheaper than to hash a fresh string.
      if (name === lastNames[at]) return lastKinds[at] as NameKind
      const kind = recall(name)
      if (at < MAX_PLACES) {
        lastNames[at] = name
        lastKinds[at] = kind
      }
      return kind
    },
    namesOurs: (list) => {
      if (list.length > MAX_LIST) return judgeList(list)
      let is = listMemory.get(list)
      if (is === undefined) {
        is = judgeList(list)
        if (listMemory.size >= MAX_LISTS) listMemory.clear()
        listMemory.set(list, is)
      }
      return is
    },
  }
}
