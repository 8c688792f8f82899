import { UsageError } from '../usage-error.ts'
import type { NoPage, Page } from './fetch-page.ts'
import type { Finding } from './finding.ts'

const WELL_KNOWN = '/.well-known/'

/** Reads the issuer's address. Throws a UsageError for what can be no issuer. */
export function readIssuerUrl(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const isHost = /^[\w.-]+(?::\d+)?(?:\/\S*)?$/.test(issuer)
    const scheme = isThisMachine(/^[^:/]*/.exec(issuer)?.[0] ?? '') ? 'http' : 'https'
    throw new UsageError(
      'the issuer is no https URL',
      isHost
        ? `did you mean --issuer ${scheme}://${issuer}?`
        : 'say it as the tokens do (iss), such as https://project.authgear.cloud',
    )
  }
  if (url.pathname.includes(WELL_KNOWN)) {
    throw new UsageError(
      'this is the address of the discovery document, not the issuer',
      `take off what follows the issuer: --issuer ${issuer.slice(0, issuer.indexOf(WELL_KNOWN))}`,
    )
  }
  return url
}

/** What the address alone tells. RFC 8414 §2: https, and nothing behind the path. */
export function findInAddress({ protocol, hostname, search, hash }: URL): readonly Finding[] {
  return [
    ...(protocol === 'http:' && !isThisMachine(hostname)
      ? [
          {
            name: 'no-tls',
            sentence:
              'the issuer is reached without TLS: whoever is on the way can hand your backend keys of their own',
            remedy:
              'use https; the library takes http for this machine only, or for hosts in dangerouslyAllowHttpFor',
          },
        ]
      : []),
    ...(search !== '' || hash !== ''
      ? [
          {
            name: 'issuer-has-query',
            sentence: 'the issuer has a query or a fragment, which no issuer may have',
            remedy: 'use the iss of its tokens as it is',
          },
        ]
      : []),
  ]
}

export function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

/** Whether there is an answer. */
export function isPage(page: Page | NoPage): page is Page {
  return 'status' in page
}

/** An issuer that is not there cannot be looked at. */
export function requireReachable(page: Page | NoPage): void {
  if (isPage(page)) return
  const { host } = new URL(page.url)
  if (page.trouble === 'name') {
    throw new UsageError(
      `there is no machine called ${new URL(page.url).hostname} (${page.code})`,
      'look for a slip in the name; behind a proxy or a VPN, ask from where your backend runs',
    )
  }
  if (page.trouble === 'refused') {
    throw new UsageError(
      `nothing answers at ${host} (${page.code})`,
      'start it, or look at the port; a firewall may refuse too',
    )
  }
  if (page.trouble === 'timeout') {
    throw new UsageError(
      `${host} does not answer within 10 seconds`,
      'a firewall that drops packets looks like this; try from where your backend runs',
    )
  }
  if (page.trouble === 'network') {
    throw new UsageError(
      `the connection to ${host} broke off (${page.code})`,
      'try again; a proxy on the way may do this',
    )
  }
}

/** What is wrong with a certificate, in words. */
export function findInCertificate({ url, code }: NoPage): Finding {
  const { hostname } = new URL(url)
  const name = 'bad-certificate'
  if (code.includes('EXPIRED')) {
    return {
      name,
      sentence: `the certificate of ${hostname} expired (${code})`,
      remedy: 'renew it, and look why that did not happen by itself; also compare the clock of this machine',
    }
  }
  if (code.includes('ALTNAME')) {
    return {
      name,
      sentence: `the certificate of ${hostname} is for another name (${code})`,
      remedy:
        'use the name that the certificate is for; for a custom domain of Authgear, finish its verification in the portal',
    }
  }
  return {
    name,
    sentence: `the certificate of ${hostname} is not trusted here (${code})`,
    remedy:
      'serve the whole chain of certificates; for an authority of your own, set NODE_EXTRA_CA_CERTS to its certificate',
  }
}
