import { fetch, type Dispatcher, type RequestInit } from 'undici'

/** A fetch whose connections are made by a dispatcher of undici: by undici's own fetch, never Node's. */
export function fetchThrough(dispatcher: Dispatcher): typeof globalThis.fetch {
  const fetchUrl = (url: string, init?: RequestInit) => fetch(url, { ...init, dispatcher })
  // Node's types describe an older fetch than undici has. The verifier uses what both have.
  return fetchUrl as unknown as typeof globalThis.fetch
}
