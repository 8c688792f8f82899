import { ConfigError } from '../core/errors.ts'
import { mayUseHttp } from '../core/option-readers.ts'

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Where a resource is: as it was written, and where its metadata belongs. */
export interface ResourceUrl {
  /** The identifier, letter by letter as configured: clients and issuers compare it so. */
  readonly resource: string
  readonly metadataUrl: string
  /** The path of that URL. */
  readonly path: string
}

/**
 * Reads a resource's identifier: an https URL without query and fragment, http for this machine alone. The metadata's place
 * is between host and path. RFC 9728 §1.2, §3.1.
 */
export function readResourceUrl(option: string, value: unknown): ResourceUrl {
  const url = readWebUrl(option, value, 'query and fragment')
  // A spelling that clients would change, such as a default port, would never equal what they ask for.
  if (url.href !== value && url.href !== `${String(value)}/`) {
    throw new ConfigError(
      option,
      'expected the URL as clients spell it: host in lower case, no default port, no dots in the path',
    )
  }
  const path = WELL_KNOWN + (url.pathname === '/' ? '' : url.pathname)
  return Object.freeze({ resource: value as string, metadataUrl: url.origin + path, path })
}

/** Reads an https URL without user and password, http for this machine alone; `without` may forbid more. */
export function readWebUrl(option: string, value: unknown, without?: 'query and fragment'): URL {
  // The parser drops white space and more without a word: what it would drop is refused.
  const isText = typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
  const url = isText && URL.canParse(value) ? new URL(value) : undefined
  const isWeb = url?.protocol === 'https:' || (url !== undefined && mayUseHttp(url, []))
  const isBare = without === undefined || !/[?#]/.test(String(value))
  if (url === undefined || !isWeb || !isBare || url.username !== '' || url.password !== '') {
    const more = without === undefined ? '' : `, ${without}`
    throw new ConfigError(
      option,
      `expected an https URL without user, password${more}; http is for this machine only`,
    )
  }
  return url
}
