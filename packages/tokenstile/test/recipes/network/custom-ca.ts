import type { FetchDocument } from 'tokenstile'
import { Agent } from 'undici'
import { fetchThrough } from './fetch-through.ts'

/** A fetch that trusts these authorities (PEM) and no other: not even those that Node trusts. */
export function fetchTrusting(...ca: string[]): FetchDocument {
  return fetchThrough(new Agent({ connect: { ca } }))
}
