import type { Client } from '../clients/client.ts'
import type { ClientBook } from '../clients/client-book.ts'
import { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/**
 * Gives the client that sent the request, after it proved itself with its secret, in the header or the form (RFC 6749,
 * section 2.3); one without a secret says its id alone. Throws an OAuthError otherwise.
 */
export function authenticateClient(request: Request, parameters: Parameters, clients: ClientBook): Client {
  const header = request.headers.get('authorization')
  const basic = header === null ? undefined : decodeBasic(header)
  if (header !== null && basic === undefined) throw unproven('the Authorization header is not Basic', true)
  if (basic !== undefined && parameters.get('client_secret') !== undefined) {
    throw new OAuthError('invalid_request', 'the client proves itself twice; use the header or the form')
  }
  if (basic !== undefined && (parameters.get('client_id') ?? basic.id) !== basic.id) {
    throw new OAuthError('invalid_request', 'header and form name two clients; use one of them')
  }
  const id = basic?.id ?? parameters.require('client_id')
  const secret = basic?.secret ?? parameters.get('client_secret')
  const client = clients.find(id)
  const isBasic = basic !== undefined
  if (client === undefined) throw unproven('the client is unknown; is it among the clients?', isBasic)
  if (client.secret === undefined && secret !== undefined && secret !== '') {
    throw unproven('this client has no secret; send none', isBasic)
  }
  if (client.secret !== undefined && client.secret !== secret) {
    throw unproven('the secret is missing or wrong', isBasic)
  }
  return client
}

function unproven(description: string, isBasic: boolean): OAuthError {
  return new OAuthError('invalid_client', description, {
    status: 401,
    ...(isBasic ? { challenge: 'Basic' as const } : {}),
  })
}

function decodeBasic(header: string): { id: string; secret: string } | undefined {
  const [, encoded = ''] = /^basic +([a-z0-9+/=]+)$/i.exec(header) ?? []
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return undefined
  try {
    return { id: decodeFormText(id), secret: decodeFormText(secret) }
  } catch {
    return undefined
  }
}

function decodeFormText(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
