import * as client from 'openid-client'
import { Interrupted } from '../interrupted.ts'
import type { Surroundings } from '../surroundings.ts'
import { printable } from '../terminal/printable.ts'
import { UsageError } from '../usage-error.ts'
import { awaitCallback } from './await-callback.ts'

export interface LoginOptions {
  readonly issuer?: string | undefined
  readonly clientId: string
  readonly redirectUri: string
  readonly scope?: readonly string[] | undefined
  readonly resource?: string | undefined
  readonly prompt?: string | undefined
  readonly idToken?: boolean | undefined
  readonly browser: boolean
}

/** Logs somebody in and prints one token, which is kept nowhere. RFC 6749 §4.1, RFC 7636, RFC 8252 §7.3. */
export async function runLogin(options: LoginOptions, surroundings: Surroundings): Promise<void> {
  const { environment, out, err } = surroundings
  const issuer = options.issuer ?? (environment['TOKENSTILE_ISSUER'] || 'http://localhost:4000')
  const redirect = readRedirectUri(options.redirectUri)
  const config = await discover(issuer, options.clientId)
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: options.redirectUri,
    scope: (options.scope ?? ['openid']).join(' '),
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...(options.resource !== undefined && { resource: options.resource }),
    ...(options.prompt !== undefined && { prompt: options.prompt }),
  })
  const aborter = new AbortController()
  const forget = surroundings.onInterrupt(() => aborter.abort(new Interrupted()))
  try {
    const callback = await awaitCallback(redirect, state, aborter.signal, () => {
      err(`log in here: ${url.href}\n`)
      if (options.browser) surroundings.openBrowser(url.href)
    })
    const tokens = await exchange(config, callback, { verifier, state, nonce })
    const token = options.idToken === true ? tokens.id_token : tokens.access_token
    if (token === undefined) throw new UsageError('the issuer gave no ID token', 'ask for --scope openid')
    out(`${token}\n`)
  } finally {
    forget()
  }
}

function readRedirectUri(text: string): URL {
  const hint = 'say --redirect-uri http://localhost:5173/callback, and allow it for the client'
  if (!URL.canParse(text)) throw new UsageError('--redirect-uri is no address', hint)
  const url = new URL(text)
  if (url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return url
  throw new UsageError('--redirect-uri is no address of this machine', hint)
}

async function discover(issuer: string, clientId: string): Promise<client.Configuration> {
  if (!URL.canParse(issuer))
    throw new UsageError('--issuer is no address', 'say --issuer https://project.authgear.cloud')
  const url = new URL(issuer)
  const isLocal = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)
  try {
    return await client.discovery(url, clientId, undefined, client.None(), {
      ...(isLocal && { execute: [client.allowInsecureRequests] }),
      timeout: 10,
    })
  } catch {
    throw new UsageError(
      `${issuer} gives no discovery document`,
      'is it right, and is it up? "tokenstile doctor" looks closer',
    )
  }
}

async function exchange(
  config: client.Configuration,
  callback: URL,
  { verifier, state, nonce }: { readonly verifier: string; readonly state: string; readonly nonce: string },
): Promise<client.TokenEndpointResponse> {
  try {
    return await client.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
  } catch (error) {
    throw toUsageError(error)
  }
}

function toUsageError(error: unknown): UsageError {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    return new UsageError(
      `the issuer refused: ${printable(error.error)}`,
      error.error_description === undefined
        ? 'is the client right, and may it use this redirect URI?'
        : printable(error.error_description),
    )
  }
  return new UsageError(
    'what came back from the login cannot be used',
    'log in again; look at --client-id and --issuer',
  )
}
