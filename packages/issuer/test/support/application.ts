import type { Issuer } from '@tokenstile/issuer'
import { createHash, randomBytes } from 'node:crypto'
import { createBrowser, type Browser } from './browser.ts'

export const REDIRECT_URI = 'https://app.example/callback'

/** The body of an answer of the token endpoint, good or bad. */
export interface TokenBody {
  access_token: string
  id_token: string
  refresh_token: string
  expires_in: number
  scope: string
  error?: string
  error_description?: string
}

/** An application that logs people in at the issuer, with every parameter in the hands of the test. */
export interface Application {
  readonly browser: Browser
  /** The address that starts a login; `undefined` leaves a parameter out. */
  start(changes?: Record<string, string | undefined>): URL
  /** Logs in and exchanges the code. */
  logIn(user: string, changes?: Record<string, string | undefined>): Promise<TokenBody>
  exchange(
    code: string,
    changes?: Record<string, string | undefined>,
  ): Promise<TokenBody & { status: number }>
  refresh(
    token: string,
    changes?: Record<string, string | undefined>,
  ): Promise<TokenBody & { status: number }>
  /** Any request to the token endpoint. */
  ask(
    fields: Record<string, string | undefined>,
    headers?: Record<string, string>,
  ): Promise<TokenBody & { status: number }>
}

export function createApplication(issuer: Issuer, client_id: string, client_secret?: string): Application {
  const browser = createBrowser(issuer.fetch)
  const code_verifier = randomBytes(32).toString('base64url')
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')

  const application: Application = {
    browser,
    start: (changes = {}) =>
      new URL(
        `${issuer.endpoint}/oauth2/authorize?${toForm({
          client_id,
          redirect_uri: REDIRECT_URI,
          response_type: 'code',
          scope: 'openid offline_access',
          state: 'a state',
          code_challenge,
          code_challenge_method: 'S256',
          ...changes,
        }).toString()}`,
      ),
    async logIn(user, changes) {
      const back = await browser.logIn(application.start(changes), user)
      return application.exchange(back.searchParams.get('code') ?? '')
    },
    exchange: (code, changes = {}) =>
      application.ask({
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT_URI,
        code_verifier,
        ...changes,
      }),
    refresh: (refresh_token, changes = {}) =>
      application.ask({ grant_type: 'refresh_token', refresh_token, ...changes }),
    async ask(fields, headers = {}) {
      const body = toForm({ client_id, client_secret, ...fields })
      const response = await issuer.fetch(`${issuer.endpoint}/oauth2/token`, {
        method: 'POST',
        body,
        headers,
      })
      return { ...((await response.json()) as TokenBody), status: response.status }
    },
  }
  return application
}

function toForm(fields: Record<string, string | undefined>): URLSearchParams {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined)
  return new URLSearchParams(given)
}

/** What userinfo says to a token: its status and its body. */
export async function askUserinfo(
  issuer: Issuer,
  token: string,
): Promise<{ status: number; challenge: string | null; body: Record<string, unknown> }> {
  const response = await issuer.fetch(`${issuer.endpoint}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: (await response.json()) as Record<string, unknown>,
  }
}
