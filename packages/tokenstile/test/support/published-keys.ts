import { type TestKey } from './keys.ts'
import { ISSUER } from './tokens.ts'

/** What an issuer's pages answer: JSON, a ready response, or something that never comes. */
export type Page = () => Response | Promise<Response>

/** The pages of an issuer, in memory: a `fetch` for the settings, what was asked of it, and what it answers. */
export interface PublishedKeys {
  readonly fetch: typeof globalThis.fetch
  /** Every URL asked for, in order. */
  readonly urls: readonly string[]
  /** How often the key set was asked for. */
  keyFetches(): number
  /** Publishes these keys from now on. */
  publish(...keys: readonly (TestKey | Readonly<Record<string, unknown>>)[]): void
  /** Answers every page with this from now on; undefined: answers properly again. */
  answerWith(page: Page | undefined): void
  /** Answers the key set alone with this from now on. */
  answerKeysWith(page: Page | undefined): void
}

/** Publishes keys under the discovery document of an issuer. */
export function publishedKeys(
  keys: readonly TestKey[],
  issuer: string = ISSUER,
  headers: Readonly<Record<string, string>> = {},
): PublishedKeys {
  const urls: string[] = []
  const jwksUri = new URL('/keys', issuer).href
  let published: readonly unknown[] = keys.map(({ jwk }) => jwk)
  let everyPage: Page | undefined
  let keysPage: Page | undefined

  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input)
    urls.push(url)
    if (everyPage !== undefined) return everyPage()
    if (url === jwksUri) return keysPage === undefined ? json({ keys: published }, headers) : keysPage()
    const { origin, pathname } = new URL(issuer)
    const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
    if (url === `${origin}${path}/.well-known/openid-configuration`)
      return json({ issuer, jwks_uri: jwksUri })
    return new Response('not here', { status: 404 })
  }

  return {
    fetch,
    urls,
    keyFetches: () => urls.filter((url) => url === jwksUri).length,
    publish(...all) {
      published = all.map((key) => ('jwk' in key ? key.jwk : key))
    },
    answerWith(page) {
      everyPage = page
    },
    answerKeysWith(page) {
      keysPage = page
    },
  }
}

/** A JSON answer. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json', ...headers } })
}

/** A network that is down. */
export const noNetwork: Page = () => Promise.reject(new TypeError('fetch failed'))
