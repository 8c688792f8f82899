/** What the client has of its login library, such as Authgear's SDK. */
export interface Login {
  readonly accessToken: () => Promise<string>
  /** The ID token that it holds: fetched anew, since it is good for minutes only. */
  readonly idToken: () => Promise<string>
  /** Asks the person to log in again. */
  readonly reauthenticate: () => Promise<void>
}

/** Asks for a payout, and for a new login where the API says that it needs one: once, not for ever. */
export async function payOut(api: string, login: Login): Promise<Response> {
  const response = await send(api, login)
  if (!asksForLogin(response)) return response
  await login.reauthenticate()
  return send(api, login)
}

async function send(api: string, { accessToken, idToken }: Login): Promise<Response> {
  const headers = { authorization: `Bearer ${await accessToken()}`, 'x-id-token': await idToken() }
  return fetch(`${api}/payout`, { method: 'POST', headers })
}

const asksForLogin = ({ status, headers }: Response): boolean =>
  status === 401 &&
  (headers.get('www-authenticate') ?? '').includes('error="insufficient_user_authentication"')
