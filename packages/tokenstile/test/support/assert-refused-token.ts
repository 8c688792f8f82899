import assert from 'node:assert/strict'
import { explain } from 'tokenstile/explain'
import { createVerifierOn, ENGINES } from './both-engines.ts'
import { optionsOf, tokenOf, type RefusedToken } from './refused-token.ts'
import { assertRefused } from './refusals.ts'
import { now } from './tokens.ts'

/** Asserts that a token is refused with its code, on both engines, twice, and that `explain` says the same. */
export async function assertRefusedToken(row: RefusedToken): Promise<void> {
  const token = tokenOf(row)
  for (const engine of ENGINES) {
    const verifier = createVerifierOn(engine, optionsOf(row), { now })
    for (let time = 0; time < 2; time++) {
      const error = await assertRefused(() => verifier.verify(token), row.code)
      assert.equal(error.details.claim ?? error.details.header, row.names)
    }
    const { accepted, checks } = await explain(verifier, token)
    assert.equal(accepted, false)
    assert.equal(checks.find(({ state }) => state === 'refused')?.code, row.code)
  }
}
