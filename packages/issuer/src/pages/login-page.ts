import { html } from 'hono/html'
import type { User } from '../people/user.ts'
import { showPage, type Markup } from './page.ts'

/** What a login page shows. */
export interface LoginView {
  readonly clientName: string
  readonly scopes: readonly string[]
  readonly users: readonly User[]
  /** Whether any other user may be typed; not where one person must prove again who they are. */
  readonly mayType: boolean
  readonly isReauthentication: boolean
  /** Where the form goes. */
  readonly action: string
  readonly problem: string | undefined
  /** What was typed and did not work, so that nobody has to type it again. */
  readonly typed: TypedLogin
}

export interface TypedLogin {
  readonly user?: string | undefined
  readonly roles?: string | undefined
  readonly claims?: string | undefined
}

/** Log in by clicking a user, or by typing one with claims, or say no. Plain forms: no script is needed. */
export function showLoginPage(view: LoginView): Promise<Response> {
  const { clientName, scopes, users, action, problem } = view
  const title = view.isReauthentication
    ? `Confirm that it is you, for ${clientName}`
    : `Log in to ${clientName}`
  const content = html`${problem === undefined ? '' : html`<p role="alert" id="problem">${problem}</p>`}
    <p>It asks for: ${scopes.length === 0 ? 'nothing but a login' : scopes.join(', ')}</p>
    ${users.length === 0 ? '' : showUsers(users, action)} ${view.mayType ? showTyping(view) : ''}
    <form method="post" action="${action}">
      <button name="choice" value="deny">Deny</button>
    </form>`
  return showPage(title, content, { status: problem === undefined ? 200 : 400 })
}

function showUsers(users: readonly User[], action: string): Markup {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="choice" value="user" />
    <fieldset>
      <legend>Log in as</legend>
      <ul>
        ${users.map(
          (user) => html`<li><button name="user" value="${user.id}">${describe(user)}</button></li>`,
        )}
      </ul>
    </fieldset>
  </form>`
}

function showTyping({ action, problem, typed }: LoginView): Markup {
  const described = problem === undefined ? 'claims-note' : 'problem claims-note'
  return html`<form method="post" action="${action}">
    <input type="hidden" name="choice" value="typed" />
    <fieldset>
      <legend>Log in as somebody else</legend>
      <label for="user-id">User id</label>
      <input id="user-id" name="user" value="${typed.user ?? ''}" required autocomplete="off" />
      <label for="roles">Roles, separated by spaces</label>
      <input id="roles" name="roles" value="${typed.roles ?? ''}" autocomplete="off" />
      <label for="claims">Claims to add, as JSON</label>
      <textarea id="claims" name="claims" rows="4" spellcheck="false" aria-describedby="${described}">
${typed.claims ?? ''}</textarea>
      <p class="note" id="claims-note">
        For example {"org_id": "acme"}. They may add to the claims of the tokens, not change them.
      </p>
      <button>Log in</button>
    </fieldset>
  </form>`
}

function describe(user: User): string {
  const { name, email } = user.standardAttributes
  const facts = [
    ...[name, email].filter((fact) => typeof fact === 'string'),
    ...(user.roles.length > 0 ? [`roles ${user.roles.join(' ')}`] : []),
    ...(user.isAnonymous ? ['anonymous'] : []),
    ...(user.isVerified ? [] : ['not verified']),
    ...(user.isDisabled ? ['disabled'] : []),
  ]
  return [user.id, ...facts].join(', ')
}
