import { test } from 'node:test'
import type { AuthErrorCode, IssuerOptions, VerifierSettings } from 'tokenstile'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

/** One forged token: what it is, how it is made, and the code that it has to be refused with. */
export type Attack = readonly [name: string, forge: () => string, code: AuthErrorCode]

/** What a table of attacks stands on. */
export interface Stage {
  /** The numbers of the checklist that the table shows. */
  readonly checklist: string
  readonly issuer?: IssuerOptions
  readonly settings?: VerifierSettings
  /** A token that has to pass on this stage, so that the refusals below mean something. */
  readonly control?: () => string
}

/**
 * Makes one test of each attack: refused with exactly its code on every engine, by `verify` and `verifySync`, by a
 * verifier that saw nothing yet and by one that has just let the control token in, and again on a second try.
 */
export function testAttacks(stage: Stage, attacks: readonly Attack[]): void {
  const { issuer = issuerOptions(), settings = { now }, control = buildToken } = stage
  for (const [name, forge, code] of attacks) {
    test(`refuses ${name} (checklist ${stage.checklist})`, async () => {
      const token = forge()
      for (const engine of ENGINES) {
        const cold = createVerifierOn(engine, issuer, settings)
        const warm = createVerifierOn(engine, issuer, settings)
        await warm.verify(control())
        for (const verifier of [cold, cold, warm, warm]) {
          await assertRefused(() => verifier.verify(token), code)
          if (engine.synchronous) await assertRefused(() => verifier.verifySync(token), code)
        }
        await warm.verify(control())
      }
    })
  }
}
