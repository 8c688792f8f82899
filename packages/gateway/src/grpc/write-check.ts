import { status as Code } from '@grpc/grpc-js'
import type { ProxyAnswer } from '../answers/answers.ts'
import { encodeCheckResponse, type HeaderOption } from './messages.ts'

/** `OVERWRITE_IF_EXISTS_OR_ADD`: never beside what a client sent. */
const OVERWRITE = 2

/**
 * Gives what writes a pass: each identity header in the place of a client's; one that is empty is taken off, and so is what
 * some read as one of the `names`.
 */
export function createWritePass(names: readonly string[]): (identity: readonly string[]) => Buffer {
  const aliases = [...new Set(names.map((name) => name.toLowerCase().replaceAll('-', '_')))]
  // One identity serves all requests with its token.
  const known = new WeakMap<readonly string[], Buffer>()
  return (identity) => {
    let bytes = known.get(identity)
    if (bytes === undefined) {
      bytes = writePass(identity, aliases)
      known.set(identity, bytes)
    }
    return bytes
  }
}

function writePass(identity: readonly string[], aliases: readonly string[]): Buffer {
  const empty: string[] = []
  const filled: string[] = []
  for (let at = 0; at < identity.length; at += 2) {
    const [name, value] = [(identity[at] as string).toLowerCase(), identity[at + 1] as string]
    if (value === '') empty.push(name)
    else filled.push(name, value)
  }
  // Envoy removes after it sets: a name of one word is its own alias.
  const removed = [...empty, ...aliases.filter((alias) => !filled.includes(alias))]
  return encodeCheckResponse({
    status: { code: Code.OK },
    ok: { headers: toOptions(filled), headersToRemove: removed },
  })
}

/** Writes a refusal: status, headers and body reach the client as they are. Never a pass, whatever the status. */
export function writeRefusal({ status, headers, body }: ProxyAnswer): Buffer {
  return encodeCheckResponse({
    status: { code: CODES[status] ?? Code.PERMISSION_DENIED },
    denied: { status: { code: status }, headers: toOptions(headers), body },
  })
}

/** For those who read Envoy's statistics; the client gets the status of HTTP. */
const CODES: Readonly<Record<number, Code>> = {
  400: Code.INVALID_ARGUMENT,
  401: Code.UNAUTHENTICATED,
  500: Code.INTERNAL,
  503: Code.UNAVAILABLE,
}

function toOptions(flat: readonly string[]): readonly HeaderOption[] {
  const options: HeaderOption[] = []
  for (let at = 0; at < flat.length; at += 2) {
    const header = { key: flat[at] as string, value: flat[at + 1] as string }
    options.push({ header, appendAction: OVERWRITE })
  }
  return options
}
