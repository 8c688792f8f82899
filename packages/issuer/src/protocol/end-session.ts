import { html } from 'hono/html'
import { showError, showPage } from '../pages/page.ts'
import type { Client } from '../clients/client.ts'
import type { Realm } from '../realm.ts'
import { endSession } from './ending.ts'
import { verifyIdTokenHint, type IdTokenHint } from './id-token-hint.ts'
import { OAuthError } from './oauth-error.ts'
import { readForm, readParameters, type Parameters } from './parameters.ts'
import { isSameOrigin } from './same-origin.ts'
import { findSession, toSetCookie } from './session-cookie.ts'

/**
 * Logs out (OpenID Connect RP-Initiated Logout). With an ID token it happens at once; without one the person is asked,
 * because any page could have sent them here. Goes back only to an address that the client registered.
 */
export async function answerEndSession(request: Request, realm: Realm): Promise<Response> {
  try {
    const form = request.method === 'POST' ? await readForm(request) : undefined
    const isConfirmed = form?.has('confirm') ?? false
    const search = form === undefined || isConfirmed ? new URL(request.url).searchParams : form
    const parameters = readParameters(search)
    const hintText = parameters.get('id_token_hint')
    const hint = hintText === undefined ? undefined : await verifyIdTokenHint(hintText, realm)
    const returnTo = readReturn(parameters, hint, realm)
    if (isConfirmed && !isSameOrigin(request)) {
      throw new OAuthError('invalid_request', 'the form came from another site')
    }
    if (hint === undefined && !isConfirmed) return askFirst(search)
    return logOut(request, hint, returnTo, realm)
  } catch (error) {
    if (error instanceof OAuthError) return showError(error)
    throw error
  }
}

function logOut(
  request: Request,
  hint: IdTokenHint | undefined,
  returnTo: string | undefined,
  realm: Realm,
): Response | Promise<Response> {
  const session = findSession(request, realm)
  if (hint?.sid !== undefined) endSession(hint.sid, realm)
  // The browser's session may be another person's by now.
  const isTheirs = hint === undefined || session?.user.id === hint.subject
  const headers = new Headers()
  if (session !== undefined && isTheirs) {
    endSession(session.id, realm)
    headers.set('set-cookie', toSetCookie(undefined, realm))
  }
  if (returnTo === undefined)
    return showPage('You are logged out', html`<p>You may close this page.</p>`, { headers })
  headers.set('location', returnTo)
  return new Response(null, { status: 303, headers })
}

function readReturn(parameters: Parameters, hint: IdTokenHint | undefined, realm: Realm): string | undefined {
  const uri = parameters.get('post_logout_redirect_uri')
  if (uri === undefined) return undefined
  const client = readClient(parameters.get('client_id') ?? hint?.clientId, realm)
  if (!client.postLogoutRedirectUris.includes(uri)) {
    throw new OAuthError(
      'invalid_request',
      "post_logout_redirect_uri is not among the client's; compare letter by letter",
    )
  }
  const to = new URL(uri)
  const state = parameters.get('state')
  if (state !== undefined) to.searchParams.set('state', state)
  return to.href
}

function readClient(id: string | undefined, realm: Realm): Client {
  const client = id === undefined ? undefined : realm.clients.find(id)
  if (client === undefined) {
    throw new OAuthError(
      'invalid_request',
      'to go back, say which client it is; send client_id or id_token_hint',
    )
  }
  return client
}

function askFirst(search: URLSearchParams): Promise<Response> {
  return showPage(
    'Log out?',
    html`<form method="post" action="?${search.toString()}">
      <button name="confirm" value="yes">Log out</button>
    </form>`,
  )
}
