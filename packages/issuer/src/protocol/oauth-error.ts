/** A refusal of the protocol: `error` and `error_description` of RFC 6749, with the status of the answer. */
export class OAuthError extends Error {
  readonly error: string
  readonly status: 400 | 401 | 403 | 500
  /** The scheme to challenge with, where the client may try again with credentials. */
  readonly challenge: 'Basic' | 'Bearer' | undefined

  constructor(
    error: string,
    description: string,
    { status = 400, challenge }: { status?: OAuthError['status']; challenge?: 'Basic' | 'Bearer' } = {},
  ) {
    super(description)
    this.name = 'OAuthError'
    this.error = error
    this.status = status
    this.challenge = challenge
  }
}

/** Never to be stored, whatever it says (RFC 6749, section 5.1). */
export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' }

export function toErrorResponse({ error, message, status, challenge }: OAuthError): Response {
  const headers = new Headers({ 'content-type': 'application/json', ...NO_STORE })
  if (challenge === 'Basic') headers.set('www-authenticate', 'Basic realm="issuer"')
  // The texts are this package's own, without quotes or what else a header could not hold.
  if (challenge === 'Bearer')
    headers.set('www-authenticate', `Bearer error="${error}", error_description="${message}"`)
  return new Response(JSON.stringify({ error, error_description: message }), { status, headers })
}
