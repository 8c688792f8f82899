import type { Client } from '../clients/client.ts'
import type { ClientBook } from '../clients/client-book.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters, type Parameters } from './parameters.ts'
import { readPersonScopes, readResource } from './requested-scopes.ts'

/** Where the answer to an authorization request goes. Known before anything else is, so that errors can go there. */
export interface ReturnAddress {
  readonly client: Client
  readonly redirectUri: string
  readonly responseMode: 'query' | 'fragment' | 'form_post'
  readonly state: string | undefined
}

/** An authorization request, checked. */
export interface AuthorizeRequest extends ReturnAddress {
  readonly responseType: 'code' | 'none'
  readonly scopes: readonly string[]
  readonly resource: string | undefined
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly isSilent: boolean
  readonly mustLogIn: boolean
  readonly maxAgeSeconds: number | undefined
  readonly idTokenHint: string | undefined
}

const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const
const PROMPTS = ['none', 'login', 'consent', 'select_account']

/**
 * Gives the return address. Throws an OAuthError when client or redirect URI are not known: that error must be shown
 * and never sent, since the address may be an attacker's (RFC 6749, section 4.1.2.1).
 */
export function readReturnAddress(search: URLSearchParams, clients: ClientBook): ReturnAddress {
  const parameters = readParameters(search)
  const client = clients.find(parameters.require('client_id'))
  if (client === undefined) {
    throw new OAuthError('invalid_client', 'the client is unknown; is it among the clients?')
  }
  const redirectUri = parameters.require('redirect_uri')
  if (!client.redirectUris.includes(redirectUri)) {
    throw new OAuthError(
      'invalid_request',
      "redirect_uri is not among the client's redirectUris; compare letter by letter",
    )
  }
  const responseMode = RESPONSE_MODES.find((mode) => mode === parameters.get('response_mode')) ?? 'query'
  return { client, redirectUri, responseMode, state: parameters.get('state') }
}

/** Gives the rest of the request. Throws an OAuthError that belongs to the return address. */
export function readAuthorizeRequest(search: URLSearchParams, address: ReturnAddress): AuthorizeRequest {
  const parameters = readParameters(search)
  for (const name of ['request', 'request_uri']) {
    if (parameters.get(name) !== undefined)
      throw new OAuthError(`${name}_not_supported`, `${name} is not supported; send plain parameters`)
  }
  const mode = parameters.get('response_mode')
  if (mode !== undefined && mode !== address.responseMode) {
    throw new OAuthError('invalid_request', 'response_mode must be query, fragment or form_post')
  }
  const named = parameters.get('resource')
  const resource = named === undefined ? undefined : readResource(named, address.client)
  const prompts = readPrompts(parameters)
  const maxAgeSeconds = readMaxAge(parameters)
  return {
    ...address,
    responseType: readResponseType(parameters),
    scopes: readPersonScopes(parameters.get('scope'), address.client, resource),
    resource,
    nonce: parameters.get('nonce'),
    codeChallenge: readCodeChallenge(parameters, address.client),
    isSilent: prompts.includes('none'),
    mustLogIn: prompts.some((prompt) => prompt !== 'none') || maxAgeSeconds === 0,
    maxAgeSeconds,
    idTokenHint: parameters.get('id_token_hint'),
  }
}

function readResponseType(parameters: Parameters): 'code' | 'none' {
  const type = parameters.require('response_type')
  if (type === 'code' || type === 'none') return type
  throw new OAuthError('unsupported_response_type', 'response_type must be code or none')
}

function readPrompts(parameters: Parameters): readonly string[] {
  const prompts = (parameters.get('prompt') ?? '').split(' ').filter((prompt) => prompt !== '')
  if (!prompts.every((prompt) => PROMPTS.includes(prompt))) {
    throw new OAuthError('invalid_request', `prompt must be of ${PROMPTS.join(', ')}`)
  }
  if (prompts.includes('none') && prompts.length > 1) {
    throw new OAuthError('invalid_request', 'prompt none cannot be combined with another')
  }
  return prompts
}

function readMaxAge(parameters: Parameters): number | undefined {
  const text = parameters.get('max_age')
  if (text === undefined) return undefined
  if (!/^[0-9]{1,10}$/.test(text)) throw new OAuthError('invalid_request', 'max_age must be whole seconds')
  return Number(text)
}

function readCodeChallenge(parameters: Parameters, client: Client): string | undefined {
  const challenge = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method')
  if (challenge === undefined) {
    if (client.secret === undefined || method !== undefined) {
      throw new OAuthError('invalid_request', 'code_challenge is missing; use PKCE with S256')
    }
    return undefined
  }
  if (method !== 'S256') throw new OAuthError('invalid_request', 'code_challenge_method must be S256')
  if (!/^[\w-]{43}$/.test(challenge)) {
    throw new OAuthError('invalid_request', 'code_challenge must be a SHA-256 in base64url')
  }
  return challenge
}
