import { HookError } from '../hooks/hook-error.ts'
import type { Realm } from '../realm.ts'
import { authenticateClient } from './client-authentication.ts'
import { grantToMachine } from './client-credentials-grant.ts'
import { exchangeCode } from './code-grant.ts'
import { NO_STORE, OAuthError } from './oauth-error.ts'
import { readForm, readParameters } from './parameters.ts'
import { isFromBrowser, isOwnName, isSameOrigin } from './same-origin.ts'
import { refresh } from './refresh-grant.ts'

const GRANTS = {
  authorization_code: exchangeCode,
  refresh_token: refresh,
  client_credentials: grantToMachine,
}

/** The token endpoint (RFC 6749, section 3.2). Throws an OAuthError for what gets no token. */
export async function answerTokenRequest(request: Request, realm: Realm): Promise<Response> {
  const parameters = readParameters(await readForm(request))
  const type = parameters.require('grant_type')
  const client = authenticateClient(request, parameters, realm.clients)
  if (client.secret !== undefined && !mayHoldSecret(request, realm)) {
    throw new OAuthError(
      'invalid_request',
      'a page in a browser cannot keep a secret; use a client without one',
    )
  }
  if (!isGrantType(type)) {
    throw new OAuthError('unsupported_grant_type', `grant_type must be ${Object.keys(GRANTS).join(', ')}`)
  }
  try {
    return Response.json(await GRANTS[type](parameters, client, realm), { headers: NO_STORE })
  } catch (error) {
    // Typed claims that the token turns out to have already.
    if (error instanceof TypeError) throw new OAuthError('invalid_request', error.message)
    if (!(error instanceof HookError)) throw error
    throw error.isRefusal
      ? new OAuthError('access_denied', error.message, { status: 403 })
      : new OAuthError('server_error', error.message, { status: 500 })
  }
}

/** A page that had its own name pointed here is of the same origin as our answer, so the name counts too. */
function mayHoldSecret(request: Request, realm: Realm): boolean {
  return !isFromBrowser(request) || (isSameOrigin(request) && isOwnName(request, realm))
}

function isGrantType(type: string): type is keyof typeof GRANTS {
  return Object.hasOwn(GRANTS, type)
}
