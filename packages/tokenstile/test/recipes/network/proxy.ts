import type { FetchDocument } from 'tokenstile'
import { EnvHttpProxyAgent, ProxyAgent } from 'undici'
import { fetchThrough } from './fetch-through.ts'

/** A fetch through one proxy: `http://proxy:3128`, or `http://user:password@proxy:3128`. */
export function fetchThroughProxy(proxyUrl: string, ca?: string): FetchDocument {
  // The authority is for the issuer behind the tunnel; `proxyTls` would be for a proxy that is itself https.
  return fetchThrough(new ProxyAgent({ uri: proxyUrl, ...(ca !== undefined && { requestTls: { ca } }) }))
}

/** A fetch that does as the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY say. */
export function fetchAsEnvironmentSays(): FetchDocument {
  return fetchThrough(new EnvHttpProxyAgent())
}
