import { status as Code } from '@grpc/grpc-js'
import type { ProxyAnswer } from '../answers/answers.ts'
import { createRemovedNames } from '../answers/removed-names.ts'
import { encodeCheckResponse, type HeaderOption } from './messages.ts'

/** `OVERWRITE_IF_EXISTS_OR_ADD`: never beside what a client sent. */
const OVERWRITE = 2

/**
 * Gives what writes a pass: each identity header in the place of a client's; one that is empty is taken off, and so is what
 * some read as one of the `names`.
 */
export function createWritePass(names: readonly string[]): (identity: readonly string[]) => Buffer {
  const removedNames = createRemovedNames(names)
  // One identity serves all requests with its token.
  const known = new WeakMap<readonly string[], Buffer>()
  return (identity) => {
    let bytes = known.get(identity)
    if (bytes === undefined) {
      bytes = writePass(identity, removedNames(identity))
      known.set(identity, bytes)
    }
    return bytes
  }
}

function writePass(identity: readonly string[], headersToRemove: readonly string[]): Buffer {
  const filled: string[] = []
  for (let at = 0; at < identity.length; at += 2) {
    const [name, value] = [(identity[at] as string).toLowerCase(), identity[at + 1] as string]
    if (value !== '') filled.push(name, value)
  }
  return encodeCheckResponse({
    status: { code: Code.OK },
    ok: { headers: toOptions(filled), headersToRemove },
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
