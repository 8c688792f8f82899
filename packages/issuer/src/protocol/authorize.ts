import { randomUUID } from 'node:crypto'
import { showError } from '../pages/page.ts'
import { showLoginPage, type TypedLogin } from '../pages/login-page.ts'
import type { User } from '../people/user.ts'
import type { Realm } from '../realm.ts'
import { defaultAmr } from '../tokens/person-claims.ts'
import { nowSeconds } from '../tokens/token-stamp.ts'
import { readAuthorizeRequest, readReturnAddress, type AuthorizeRequest } from './authorize-request.ts'
import { verifyIdTokenHint } from './id-token-hint.ts'
import { readLoginChoice } from './login-choice.ts'
import { OAuthError } from './oauth-error.ts'
import { readForm, readParameters, type Parameters } from './parameters.ts'
import { sendBack } from './redirect.ts'
import { isOwnName, isSameOrigin } from './same-origin.ts'
import { findSession, isFresh, toSetCookie } from './session-cookie.ts'
import type { Session } from './sessions.ts'

const CODE_LIFETIME_SECONDS = 300

/**
 * The authorization endpoint (OpenID Connect Core, section 3.1.2): shows the login page, takes what was chosen there,
 * and sends the browser back with a code or an error. What must not be sent back is shown.
 */
export async function authorize(request: Request, realm: Realm): Promise<Response> {
  try {
    requireOwnName(request, realm)
    const form = request.method === 'POST' ? await readForm(request) : undefined
    const query = new URL(request.url).searchParams
    // A client may post its request too (section 3.1.2.1); then nobody has chosen anything yet.
    const isChoice = form?.has('choice') ?? false
    const search = form === undefined || isChoice ? query : form
    const address = readReturnAddress(search, realm.clients)
    try {
      const asked = readAuthorizeRequest(search, address)
      const hinted = await readHintedUser(asked, realm)
      if (form !== undefined && isChoice) {
        requireOwnPage(request)
        return await answerChoice(readParameters(form), asked, { request, search, realm, hinted })
      }
      return await answerRequest(asked, { request, search, realm, hinted })
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return await sendBack(address, { error: error.error, error_description: error.message })
    }
  } catch (error) {
    if (error instanceof OAuthError) return showError(error)
    throw error
  }
}

/** The login page shows the people: not to a page that had its own name pointed here. */
function requireOwnName(request: Request, realm: Realm): void {
  if (!isOwnName(request, realm)) {
    throw new OAuthError('invalid_request', `this is not my name; open the login at ${realm.endpoint}`)
  }
}

function requireOwnPage(request: Request): void {
  if (!isSameOrigin(request)) throw new OAuthError('invalid_request', 'the form came from another site')
}

interface Visit {
  readonly request: Request
  readonly search: URLSearchParams
  readonly realm: Realm
  /** The only user that will do, when the client names one by an ID token. */
  readonly hinted: User | undefined
}

async function readHintedUser({ idTokenHint }: AuthorizeRequest, realm: Realm): Promise<User | undefined> {
  if (idTokenHint === undefined) return undefined
  const { subject } = await verifyIdTokenHint(idTokenHint, realm)
  const session = realm.sessions.all().find(({ user }) => user.id === subject)
  return realm.people.find(subject) ?? session?.user ?? realm.people.findOrInvent(subject)
}

async function answerRequest(asked: AuthorizeRequest, visit: Visit): Promise<Response> {
  const { request, realm, hinted } = visit
  const session = findSession(request, realm)
  const isSamePerson = hinted === undefined || session?.user.id === hinted.id
  const isEnough = session !== undefined && isSamePerson && isFresh(session, asked.maxAgeSeconds, realm)
  if (isEnough && !asked.mustLogIn) return finish(asked, session, realm)
  if (asked.isSilent) throw new OAuthError('login_required', 'nobody is logged in, or not recently enough')
  return showLogin(asked, visit)
}

async function answerChoice(
  parameters: Parameters,
  asked: AuthorizeRequest,
  visit: Visit,
): Promise<Response> {
  const { request, realm, hinted } = visit
  const choice = readLoginChoice(parameters, realm.people)
  if (choice.kind === 'denied') throw new OAuthError('access_denied', 'the user said no')
  if (choice.kind === 'problem') return showLogin(asked, visit, choice.problem, readTyped(parameters))
  const { person, addedClaims } = choice
  const { user } = person
  if (hinted !== undefined && hinted.id !== user.id) {
    return showLogin(asked, visit, `The application asks for ${hinted.id}, and for nobody else.`)
  }
  const login = { ...person, addedClaims, authTime: nowSeconds(realm), amr: defaultAmr(user) }
  const before = findSession(request, realm)
  const session =
    before?.user.id === user.id ? realm.sessions.renew(before.id, login) : realm.sessions.start(login)
  const headers = new Headers({ 'set-cookie': toSetCookie(session, realm) })
  return finish(asked, session, realm, headers)
}

function readTyped(parameters: Parameters): TypedLogin {
  if (parameters.get('choice') !== 'typed') return {}
  return { user: parameters.get('user'), roles: parameters.get('roles'), claims: parameters.get('claims') }
}

function showLogin(
  asked: AuthorizeRequest,
  visit: Visit,
  problem?: string,
  typed: TypedLogin = {},
): Promise<Response> {
  const { realm, hinted } = visit
  return showLoginPage({
    clientName: asked.client.name,
    scopes: asked.scopes,
    users: hinted === undefined ? realm.people.all() : [hinted],
    mayType: hinted === undefined,
    isReauthentication: hinted !== undefined,
    action: `?${visit.search.toString()}`,
    problem,
    typed,
  })
}

async function finish(
  asked: AuthorizeRequest,
  session: Session,
  realm: Realm,
  headers?: Headers,
): Promise<Response> {
  if (asked.responseType === 'none') return sendBack(asked, {}, headers)
  const expiresAt = nowSeconds(realm) + CODE_LIFETIME_SECONDS
  const code = realm.codes.issue({ asked, session, familyId: randomUUID(), expiresAt })
  return sendBack(asked, { code }, headers)
}
