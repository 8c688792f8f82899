import { parseObject } from '../token/json-object.ts'
import type { NoPage, Page } from './fetch-page.ts'
import type { Finding, Look } from './finding.ts'
import { findInCertificate, isPage } from './look-at-address.ts'
import { type Vendor, vendorOf } from './vendor.ts'

/** What the discovery document says, as far as a backend needs it. */
export interface Discovery {
  readonly issuer: unknown
  readonly jwksUri: string | undefined
  readonly vendor: Vendor
}

/** The two layouts of the well-known address. OpenID Connect Discovery 1.0 §4, RFC 8414 §3.1. */
export function discoveryUrls(issuer: URL): readonly [openid: string, oauth: string] {
  const path = issuer.pathname.replace(/\/$/, '')
  return [
    `${issuer.origin}${path}/.well-known/openid-configuration`,
    `${issuer.origin}/.well-known/oauth-authorization-server${path}`,
  ]
}

/** Looks at both layouts: one must be there, and they must not contradict each other. */
export function lookAtDiscovery(
  issuer: string,
  pages: readonly [Page | NoPage, Page | NoPage],
): Look & { readonly discovery: Discovery | undefined } {
  const documents = pages.map((page) =>
    isPage(page) && page.status === 200 ? parseObject(page.text) : undefined,
  )
  const [document] = documents.filter((one) => one !== undefined)
  const found = pages.filter((_, index) => documents[index] !== undefined)
  const at = 'discovery'
  if (document === undefined) {
    return { at, findings: [describeAbsence(pages[0])], discovery: undefined }
  }
  return {
    at,
    seen: found.map(({ url }) => nameOf(url)).join(' and '),
    findings: [
      ...findInPages(pages, document['issuer']),
      ...findDifference(documents),
      ...findInName(issuer, document['issuer'], vendorOf(document)),
      ...findInJwksUri(issuer, document['jwks_uri']),
    ],
    discovery: {
      issuer: document['issuer'],
      jwksUri: typeof document['jwks_uri'] === 'string' ? document['jwks_uri'] : undefined,
      vendor: vendorOf(document),
    },
  }
}

function nameOf(url: string): string {
  return url.includes('openid-configuration') ? 'openid-configuration' : 'oauth-authorization-server'
}

function describeAbsence(page: Page | NoPage): Finding {
  if (!isPage(page)) {
    return page.trouble === 'certificate'
      ? findInCertificate(page)
      : {
          name: 'too-large',
          sentence: 'the discovery document is larger than 512 KiB',
          remedy: 'name the issuer itself',
        }
  }
  if (isRedirect(page)) return describeRedirect(page)
  if (page.status === 200) {
    return {
      name: 'no-discovery',
      sentence: `${page.url} is a page and no JSON document`,
      remedy:
        'this is a web site and not the issuer: use the iss of its tokens, in Authgear the endpoint of the project',
    }
  }
  return {
    name: 'no-discovery',
    sentence: `there is no discovery document: ${page.url} answers ${page.status}`,
    remedy:
      page.status >= 500
        ? 'the issuer has an outage; backends go on with the keys that they have'
        : 'use the iss of its tokens, in Authgear the endpoint of the project; an issuer without discovery needs keys.jwksUri',
  }
}

function isRedirect({ status }: Page): boolean {
  return status >= 300 && status < 400
}

/** Backends do not follow: the answer would not be the issuer's. */
function describeRedirect({ url, headers }: Page): Finding {
  const location = headers.get('location') ?? ''
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined
  const isMoved = target !== undefined && target.pathname === new URL(url).pathname
  return {
    name: 'redirect',
    sentence: `${url} redirects to ${target?.origin ?? 'nowhere'}, and backends do not follow redirects`,
    remedy: isMoved
      ? `use ${target.origin} as the issuer; Authgear redirects to the custom domain of a project, which is then its endpoint`
      : 'use the iss of its tokens as the issuer',
  }
}

function findInPages(pages: readonly (Page | NoPage)[], issuer: unknown): readonly Finding[] {
  return pages.filter(isPage).flatMap((page) => [
    ...(isRedirect(page) && page.headers.get('location')?.startsWith(String(issuer)) !== true
      ? [describeRedirect(page)]
      : []),
    ...(page.status >= 500
      ? [
          {
            name: 'outage',
            sentence: `${page.url} answers ${page.status}`,
            remedy: 'look at the issuer: backends that ask there first cannot start',
          },
        ]
      : []),
  ])
}

function findDifference([openid, oauth]: readonly ReturnType<typeof parseObject>[]): readonly Finding[] {
  if (openid === undefined || oauth === undefined) return []
  const differing = ['issuer', 'jwks_uri'].filter((name) => openid[name] !== oauth[name])
  return differing.map((name) => ({
    name: 'layouts-differ',
    sentence: `the two discovery documents name a different ${name}`,
    remedy: 'have the issuer serve the same in both: backends read one or the other',
  }))
}

/** Code point by code point: RFC 8414 §3.3. */
function findInName(issuer: string, named: unknown, vendor: Vendor): readonly Finding[] {
  if (named === issuer) return []
  if (typeof named !== 'string') {
    return [
      {
        name: 'issuer-mismatch',
        sentence: 'the discovery document does not say whose it is (issuer)',
        remedy: 'use the iss of its tokens as the issuer',
      },
    ]
  }
  if (withoutSlash(named) === withoutSlash(issuer)) {
    return [
      {
        name: 'trailing-slash',
        sentence: `the issuer calls itself ${named}, ${named.endsWith('/') ? 'with' : 'without'} a slash at its end, and is compared letter by letter`,
        remedy: `configure exactly ${named}`,
      },
    ]
  }
  return [
    {
      name: 'issuer-mismatch',
      sentence: `the issuer calls itself ${named}, so that is what its tokens say`,
      remedy:
        vendor === 'authgear'
          ? `use ${named} as the endpoint; with a custom domain that is the endpoint of the project`
          : `configure exactly ${named}; where only another address is reachable, set keys.discoveryUrl to that`,
    },
  ]
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text
}

function findInJwksUri(issuer: string, jwksUri: unknown): readonly Finding[] {
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) {
    return [
      {
        name: 'no-jwks-uri',
        sentence: 'the discovery document does not say where the keys are (jwks_uri)',
        remedy: 'set keys.jwksUri to their address',
      },
    ]
  }
  return issuer.startsWith('https:') && !jwksUri.startsWith('https:')
    ? [
        {
          name: 'no-tls',
          sentence: 'the keys are at an address without TLS, although the issuer has it',
          remedy:
            'have the issuer publish an https address as jwks_uri; behind a proxy, tell it its public address',
        },
      ]
    : []
}
