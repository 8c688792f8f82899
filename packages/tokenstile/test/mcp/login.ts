import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'

/** What a client keeps of a login, and how a person takes part in it. */
export interface Login {
  readonly provider: {
    readonly redirectUrl: string
    readonly clientMetadata: { redirect_uris: string[] }
    clientInformation(): { client_id: string }
    tokens(): OAuthTokens | undefined
    saveTokens(tokens: OAuthTokens): void
    redirectToAuthorization(url: URL): void
    saveCodeVerifier(verifier: string): void
    codeVerifier(): string
  }
  /** Where the client sent the person, each time. */
  readonly sentTo: readonly URL[]
  /** The person chooses who to be on the issuer's page; gives where the browser is sent back to. */
  logIn(user: string): Promise<URL>
}

/** The client that the issuers of these tests know. */
export const CLIENT = { id: 'dcrc_agent', redirectUri: 'http://localhost:9/callback' }

/** A client's login: with these tokens already, or with none. */
export function createLogin(tokens?: OAuthTokens): Login {
  const sentTo: URL[] = []
  let kept = tokens
  let codeVerifier = ''
  return {
    sentTo,
    provider: {
      redirectUrl: CLIENT.redirectUri,
      clientMetadata: { redirect_uris: [CLIENT.redirectUri] },
      clientInformation: () => ({ client_id: CLIENT.id }),
      tokens: () => kept,
      saveTokens: (given) => void (kept = given),
      redirectToAuthorization: (url) => void sentTo.push(url),
      saveCodeVerifier: (given) => void (codeVerifier = given),
      codeVerifier: () => codeVerifier,
    },
    async logIn(user) {
      const response = await fetch(sentTo.at(-1) ?? '', {
        method: 'POST',
        body: new URLSearchParams({ choice: 'typed', user }),
        redirect: 'manual',
      })
      return new URL(response.headers.get('location') ?? '')
    },
  }
}
