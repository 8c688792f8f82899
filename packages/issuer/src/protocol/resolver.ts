import type { Realm } from '../realm.ts'
import type { AccessGrant } from './access-grants.ts'
import { findLiveToken, isForEndpoint } from './live-token.ts'
import { findSession, readCookie } from './session-cookie.ts'
import { readBearer } from './userinfo.ts'
import type { User } from '../people/user.ts'

/** What the resolver says about somebody. */
interface Resolved {
  readonly user: User
  readonly amr: readonly string[]
  readonly authTime: number | undefined
}

/**
 * Authgear's resolver: says in headers who sent the request. Its status is always 200; only the headers tell. It asks
 * for the Authorization header first, then the cookie `app_access_token`, then the issuer's own session cookie, and
 * takes the first that counts. There are no app sessions here, so their cookie never counts.
 */
export async function resolve(request: Request, realm: Realm): Promise<Response> {
  const prefix = realm.settings.cookiePrefix
  const tokens = [readBearer(request), readCookie(request, `${prefix}app_access_token`)]
  const hasOther = ['session', 'app_session'].some((name) => readCookie(request, prefix + name) !== undefined)
  const hasNone = !hasOther && tokens.every((token) => token === undefined)
  const headers = new Headers()
  if (!hasNone) setHeaders(headers, (await findPerson(tokens, realm)) ?? findSession(request, realm))
  return new Response(null, { headers })
}

async function findPerson(
  tokens: readonly (string | undefined)[],
  realm: Realm,
): Promise<Resolved | undefined> {
  for (const token of tokens) {
    const grant = token === undefined ? undefined : await findLiveToken(token, realm)
    if (grant?.person !== undefined && isAccepted(grant, realm)) {
      return { ...grant, user: realm.people.current(grant.person) }
    }
  }
  return undefined
}

/** Neither a machine nor a third party is a person who is logged in, whatever their token looks like. */
function isAccepted(grant: AccessGrant, realm: Realm): boolean {
  const isThirdParty = realm.clients.find(grant.clientId)?.kind === 'third_party_app'
  return !isThirdParty && isForEndpoint(grant, realm)
}

function setHeaders(headers: Headers, resolved: Resolved | undefined): void {
  headers.set('x-authgear-session-valid', String(resolved !== undefined))
  if (resolved === undefined) return
  const { user, amr, authTime } = resolved
  headers.set('x-authgear-user-id', user.id)
  headers.set('x-authgear-user-anonymous', String(user.isAnonymous))
  headers.set('x-authgear-user-verified', String(user.isVerified))
  headers.set('x-authgear-user-can-reauthenticate', String(user.canReauthenticate))
  headers.set('x-authgear-session-amr', amr.join(' '))
  if (user.roles.length > 0) headers.set('x-authgear-user-roles', user.roles.join(','))
  if (authTime !== undefined) headers.set('x-authgear-session-authenticated-at', String(authTime))
}
