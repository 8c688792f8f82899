import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, requireAccess, type Requirement } from 'tokenstile'
import { authorize } from 'tokenstile/express'
import { assertConfigError } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const MEMBERS: readonly (keyof Requirement)[] = [
  'user',
  'registeredUser',
  'verifiedUser',
  'scopes',
  'anyScope',
  'roles',
  'anyRole',
  'maxAuthAgeSeconds',
  'acr',
  'amr',
  'check',
]

for (const member of MEMBERS) {
  test(`a demand for ${member} that is undefined is a mistake, not an open route (checklist 39)`, async () => {
    const requirement = { [member]: undefined } as never
    const auth = await createVerifier(issuerOptions(), { now }).verify(buildToken())
    await assertConfigError(() => requireAccess(auth, requirement), `requirement.${member}`)
    await assertConfigError(() => authorize(requirement), `requirement.${member}`)
  })
}

test('what is no auth is a mistake of the program, such as a forgotten await', async () => {
  const verifier = createVerifier(issuerOptions(), { now })
  for (const auth of [verifier.verify(buildToken()), undefined, null, {}]) {
    const error = await assertConfigError(() => requireAccess(auth as never, { user: true }), 'auth')
    assert.match(error.message, /await/)
  }
})
