import type { PublicJwk } from '@tokenstile/issuer'

interface Page {
  issuer: string
  jwks_uri: string
  error: string
  keys: [PublicJwk, ...PublicJwk[]]
}

/** The body as whichever of the issuer's pages it should be; a member that is not there fails the assertion on it. */
export async function fetchedJson(response: Response | Promise<Response>): Promise<Page> {
  return (await (await response).json()) as Page
}
