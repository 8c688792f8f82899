import type { FetchDocument } from 'tokenstile'
import { Agent } from 'undici'
import { fetchThrough } from './fetch-through.ts'

/** What proves who we are, and whom we trust: all in PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/** A fetch that shows a client certificate. It is read for each connection: a renewed one needs no restart. */
export function fetchAsClient(read: () => TlsFiles): FetchDocument {
  // Keys are fetched every few minutes, so a connection of its own (no pipelining) costs nothing that counts.
  return (url, init) => fetchThrough(new Agent({ connect: read(), pipelining: 0 }))(url, init)
}
