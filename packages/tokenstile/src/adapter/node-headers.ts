import { isNamed, type RequestHeaders } from '../core/request/headers.ts'

/** Headers as `node:http` gives them: merged, and as they came. */
export interface NodeHeaders {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly rawHeaders?: readonly string[]
}

/**
 * The headers to look for a token in. Node keeps the first of two `Authorization` headers and says nothing: then the raw
 * list, which shows both.
 */
export function readNodeHeaders({ headers, rawHeaders = [] }: NodeHeaders): RequestHeaders {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (isNamed(rawHeaders[at], 'authorization')) count++
  }
  return count > 1 ? rawHeaders : headers
}
