import { AuthError } from 'tokenstile'
import type { Asked } from './asked.ts'
import { readHost } from './host.ts'
import type { NameBook } from './name-book.ts'
import { readTarget } from './target.ts'
import type { ProxyRequest, Telling, Told } from './tellings.ts'

/**
 * Reads what is asked from a request of a trusted proxy. Throws `malformed_request` for what is missing, there twice or
 * unreadable, for a header that only the gateway may send, and for one that others could take for such a header.
 */
export function readAsked(
  request: ProxyRequest,
  telling: Telling,
  names: NameBook,
  mayBringIdentity: boolean,
): Asked {
  const { headers } = request
  const told: Told = {
    method: undefined,
    scheme: undefined,
    host: undefined,
    uri: undefined,
    url: undefined,
    forwardedHost: undefined,
    forwardedFor: undefined,
  }
  let overridesMethod = false
  let isWebSocket = false
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const kind = names.kindOf(name, at)
    if (kind === 'other') continue
    const value = headers[at + 1] as string
    if (kind === 'connection') {
      if (names.namesOurs(value)) throw refuse(name, 'names headers that may not be taken off')
    } else if (kind === 'trailer') {
      if (names.namesOurs(value))
        throw refuse(name, 'names headers that only the proxy or the gateway may send')
    } else if (kind === 'websocket') {
      isWebSocket = true
    } else if (kind === 'identity') {
      if (!mayBringIdentity) throw refuse(name, 'only the gateway may send it; the client did')
    } else if (kind === 'override') {
      overridesMethod = true
    } else if (kind === 'alias') {
      throw refuse(name, 'some read it as another name, which only the proxy or the gateway may send')
    } else {
      const { header, tells } = kind
      if (told[tells] !== undefined) throw refuse(header, 'came twice')
      told[tells] = value
    }
  }
  const { method, uri, host } = telling.read(request, told)
  if (method === undefined || !/^[A-Z][A-Z-]{0,31}$/.test(method)) {
    throw refuse('method', 'the proxy told no method in upper case')
  }
  const target = uri === undefined ? undefined : readTarget(uri)
  if (target === undefined) throw refuse('path', 'the proxy told no path that can be read')
  const plainHost = host === undefined ? undefined : readHost(host)
  if (plainHost === undefined) throw refuse('host', 'the proxy told no host that can be read')
  const { rawPath, path, ambiguity } = target
  return {
    method,
    host: plainHost,
    rawPath,
    path,
    ambiguity,
    // Some proxies take Upgrade off their question, and the rule for the origins of WebSockets needs to know of one.
    headers: isWebSocket ? [...headers, 'Upgrade', 'websocket'] : headers,
    overridesMethod,
    forwardedFor: told.forwardedFor,
  }
}

function refuse(header: string, hint: string): AuthError {
  return new AuthError('malformed_request', { header, hint })
}
