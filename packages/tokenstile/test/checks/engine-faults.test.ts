import { test } from 'node:test'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { platform } from '../../dist/esm/platform.js'
import { ENGINES } from '../support/both-engines.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

for (const engine of ENGINES) {
  test(`the ${engine.name} engine lets nothing through where it fails (checklist 7, 18)`, async () => {
    const failing = {
      ...engine,
      verify: (): never => {
        throw new Error('a fault of the engine')
      },
    }
    const verifier = buildVerifier(failing, platform, issuerOptions(), { now })
    await assertRefused(() => verifier.verify(buildToken()), 'unusable_key')
  })

  test(`the ${engine.name} engine lets nothing through but for the answer true (checklist 7, 18)`, async () => {
    for (const answer of [1, 'true', {}, undefined, null]) {
      const vague = { ...engine, verify: () => answer as never }
      const verifier = buildVerifier(vague, platform, issuerOptions(), { now })
      await assertRefused(() => verifier.verify(buildToken()), 'bad_signature')
    }
  })
}
