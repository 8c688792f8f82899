import assert from 'node:assert/strict'
import { AuthError, toResponse, type AuthErrorCode, type ErrorDetails } from 'tokenstile'

/** Asserts that a response is the standard answer to this refusal: status, headers and body. */
export async function assertRefused(
  response: Response,
  code: AuthErrorCode,
  details: ErrorDetails = {},
): Promise<void> {
  const { status, headers, body } = toResponse(new AuthError(code, details))
  const answered = Object.keys(headers).map((name) => [name, response.headers.get(name)])
  assert.deepEqual(
    { status: response.status, headers: Object.fromEntries(answered), body: await response.text() },
    { status, headers, body },
  )
  assert.equal(response.headers.has('www-authenticate'), 'WWW-Authenticate' in headers)
}
