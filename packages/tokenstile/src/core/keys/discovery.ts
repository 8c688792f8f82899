import { mayUseHttp } from '../option-readers.ts'
import { fetchJson, type FailedFetch, type FetchSettings } from './fetch-json.ts'

/** What is needed to find an issuer's `jwks_uri`. */
export interface DiscoverySettings {
  readonly issuer: string
  /** Where the document is, if not at a well-known URL. */
  readonly discoveryUrl: string | undefined
  /** Where the keys are, whatever the document says. Alone it leaves nothing to discover. */
  readonly jwksUri: string | undefined
  /** Hosts that may be reached without TLS. */
  readonly httpHosts: readonly string[]
}

export type Discovered = { readonly ok: true; readonly jwksUri: string } | FailedFetch

/**
 * Finds the `jwks_uri` of an issuer in its metadata document. The document's issuer must equal the configured one code
 * point by code point, and the URI must be https where the issuer is. OpenID Connect Discovery 1.0 §4, RFC 8414 §3.
 */
export async function discoverJwksUri(
  discovery: DiscoverySettings,
  settings: FetchSettings,
): Promise<Discovered> {
  const { discoveryUrl, jwksUri } = discovery
  if (jwksUri !== undefined && discoveryUrl === undefined) return { ok: true, jwksUri }
  const urls = discoveryUrl === undefined ? wellKnownUrls(discovery.issuer) : [discoveryUrl]
  const hasPath = urls.length > 2
  let fetched = await fetchJson(urls[0] as string, settings)
  for (const url of urls.slice(1)) {
    if (fetched.ok || !meansElsewhere(fetched.status, hasPath)) break
    fetched = await fetchJson(url, settings)
  }
  return fetched.ok ? readMetadata(fetched.json, discovery) : fetched
}

/** The well-known URLs of an issuer, in the order in which they are tried. RFC 8414 §3.1 and §5. */
function wellKnownUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  const urls = [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
  return path === '' ? urls : [...urls, `${origin}/.well-known/openid-configuration${path}`]
}

/** Whether an answer says that the document is not here; some servers answer 400 or 405 where a path confuses them. */
function meansElsewhere(status: number | undefined, hasPath: boolean): boolean {
  return status === 404 || status === 410 || (hasPath && (status === 400 || status === 405))
}

function readMetadata(json: unknown, { issuer, jwksUri, httpHosts }: DiscoverySettings): Discovered {
  if (typeof json !== 'object' || json === null) return { ok: false, failure: 'wrong_document' }
  const metadata = json as { issuer?: unknown; jwks_uri?: unknown }
  if (metadata.issuer !== issuer) return { ok: false, failure: 'issuer_mismatch' }
  if (jwksUri !== undefined) return { ok: true, jwksUri }
  const uri = metadata.jwks_uri
  if (typeof uri !== 'string' || !URL.canParse(uri)) return { ok: false, failure: 'wrong_document' }
  const url = new URL(uri)
  // Without TLS only where the issuer itself has none, and never by another scheme such as file:.
  const issuerIsHttp = issuer.startsWith('http:')
  const isSafe = url.protocol === 'https:' || (issuerIsHttp && mayUseHttp(url, httpHosts))
  return isSafe ? { ok: true, jwksUri: uri } : { ok: false, failure: 'insecure_jwks_uri' }
}
