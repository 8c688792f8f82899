import type { ProxyRequest } from '../asked/tellings.ts'
import { decodeCheckRequest, type HttpRequest } from './messages.ts'

/**
 * Reads a request of Envoy. Throws for bytes that are no such message. What a message leaves out is empty here, which is
 * refused as unreadable later.
 */
export function readCheck(bytes: Buffer): ProxyRequest {
  const http = decodeCheckRequest(bytes).attributes?.request?.http
  if (http === undefined || http === null) return { method: '', url: '', headers: [] }
  // As node:http has them: a byte is a character.
  return { method: text(http.method), url: text(http.path), headers: readHeaders(http) }
}

/** Names and values in turn. Envoy fills one of two fields; what stands in both is there twice. */
function readHeaders({ host, headers, headerMap }: HttpRequest): readonly string[] {
  const flat = host.length === 0 ? [] : ['host', text(host)]
  for (const { key, value } of headers) add(flat, key, value)
  for (const { key, value, rawValue } of headerMap?.headers ?? []) {
    add(flat, key, rawValue.length === 0 ? value : rawValue)
  }
  return flat
}

function add(flat: string[], key: Buffer, value: Buffer): void {
  // What HTTP/2 calls a pseudo header is no header: the message has fields for it.
  if (key[0] !== COLON) flat.push(text(key), text(value))
}

const COLON = 0x3a

/** A field that is missing is an empty list. */
function text(bytes: Buffer | readonly number[]): string {
  return bytes.length === 0 ? '' : (bytes as Buffer).toString('latin1')
}
