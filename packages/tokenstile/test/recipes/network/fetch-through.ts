import type { FetchDocument } from 'tokenstile'
import { fetch, type Dispatcher } from 'undici'

/** A fetch whose connections are made by a dispatcher of undici: by undici's own fetch, never Node's. */
export function fetchThrough(dispatcher: Dispatcher): FetchDocument {
  return (url, init) => fetch(url, { ...init, dispatcher })
}
