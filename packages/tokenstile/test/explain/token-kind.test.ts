import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { explain, type Explanation } from 'tokenstile/explain'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })
const NONE = { scope: undefined, client_id: undefined }

const kinds: readonly (readonly [
  what: string,
  typ: unknown,
  claims: Record<string, unknown>,
  kind: Explanation['kind'],
])[] = [
  ['the type at+jwt', 'at+jwt', NONE, 'access'],
  ['the type application/AT+JWT', 'application/AT+JWT', { nonce: 'x' }, 'access'],
  ...['nonce', 'at_hash', 'c_hash', 's_hash', 'sid'].map(
    (claim) => [`${claim} and no scope`, 'JWT', { ...NONE, [claim]: 'x' }, 'id'] as const,
  ),
  ['a scope', 'JWT', { ...NONE, scope: 'read' }, 'access'],
  ['an scp', undefined, { ...NONE, scp: ['read'] }, 'access'],
  ['a client_id', 'JWT', { ...NONE, client_id: 'x' }, 'access'],
  // Keycloak puts the session into its access tokens.
  [
    'a session and a scope, as of Keycloak',
    'JWT',
    { ...NONE, sid: 'x', scope: 'email', typ: 'Bearer', azp: 'app' },
    'access',
  ],
  ['a login and no scope', 'JWT', { ...NONE, auth_time: 1 }, 'id'],
  ['nothing that tells', 'JWT', NONE, 'unknown'],
  ['a type of a wrong type', 5, NONE, 'unknown'],
]

for (const [what, typ, claims, kind] of kinds) {
  test(`takes a token with ${what} for the kind: ${kind}`, async () => {
    assert.equal((await explain(verifier, buildToken({ header: { typ }, claims }))).kind, kind)
  })
}
