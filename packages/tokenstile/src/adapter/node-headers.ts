import { isNamed, type RequestHeaders } from '../core/request/headers.ts'

/** Headers as `node:http` gives them: merged, and as they came. */
export interface NodeHeaders {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly rawHeaders?: readonly string[]
}

/**
 * The headers to look for a token in. Node keeps the first of two `Authorization` headers and says nothing: then the raw
 * list, which shows both. What an earlier handler put into `headers` counts.
 */
export function readNodeHeaders({ headers, rawHeaders }: NodeHeaders): RequestHeaders {
  // What only looks like a request of Node's may spell names as it likes.
  if (rawHeaders === undefined) return headers
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (isNamed(rawHeaders[at], 'authorization')) count++
  }
  return count > 1 ? rawHeaders : new MergedHeaders(headers)
}

/** Node's own record: its names are in lower case, so one look finds a header. */
class MergedHeaders {
  readonly #headers: NodeHeaders['headers']

  constructor(headers: NodeHeaders['headers']) {
    this.#headers = headers
  }

  get(name: string): string | null {
    const value = Object.hasOwn(this.#headers, name) ? this.#headers[name] : undefined
    // A list, which an earlier handler may have made, is read as one.
    return value === undefined ? null : (value as string)
  }
}
