import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { AuthError, ConfigError, toResponse, type VerifierEvent } from 'tokenstile'

/** What every value that must stay inside begins with. */
export const SECRET = 'sEcReT'

/** A value that no other part of the run has, to be searched for in everything that comes out. */
export const secret = (name: string): string => `${SECRET}-${name}`

const ANSWER = {
  realm: 'orders',
  resourceMetadata: 'https://api.example/.well-known/oauth-protected-resource',
}

/** Asserts that nothing that a refusal shows to anyone holds a secret or a part of the token. */
export function assertSilent(error: unknown, token = ''): void {
  assert.ok(AuthError.is(error) || ConfigError.is(error), `expected an error of ours, got ${String(error)}`)
  const shown = [
    error.message,
    String(error),
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: null, showHidden: true }),
  ]
  if (AuthError.is(error)) {
    assert.equal(error.cause, undefined)
    shown.push(JSON.stringify(error.details), JSON.stringify(error.responseHeaders))
    for (const options of [{}, ANSWER]) shown.push(JSON.stringify(toResponse(error, options)))
  }
  assertNone(shown.join('\n'), token)
}

/** Asserts the same of an event. */
export function assertSilentEvent(event: VerifierEvent, token = ''): void {
  assertNone(`${JSON.stringify(event)}${inspect(event, { depth: null })}`, token)
}

function assertNone(shown: string, token: string): void {
  const at = shown.indexOf(SECRET)
  assert.ok(at === -1, `shows a value: ${shown.slice(Math.max(0, at - 60), at + 60)}`)
  for (const part of [token, ...token.split('.')]) {
    // Its beginning and its end too: a cut token is still a leak.
    for (const piece of [part, part.slice(0, 20), part.slice(-20)]) {
      assert.ok(piece.length < 12 || !shown.includes(piece), 'shows a part of the token')
    }
  }
}
