import assert from 'node:assert/strict'
import { AuthError, type Issuers, type Verifier, type VerifierSettings } from 'tokenstile'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { ENGINES } from './both-engines.ts'
import { platform } from '../../dist/esm/platform.js'

/** Twins are to refresh at the same age. */
const withoutChance = { ...platform, random: () => 0.5 }

/** A verifier that remembers and one that does not, which are to answer alike whatever happens to both. */
export interface Twins {
  /** Verifies on both and asserts that the answers are equal; gives the refusal's code, or `accepted`. */
  agree(token: string, when: string): Promise<string>
  /** Does something to both. */
  each(act: (verifier: Verifier<unknown>) => void): void
}

/** Builds both, each from options and settings of its own, so that they share no state. */
export function twinVerifiers(
  build: () => { readonly issuers: Issuers; readonly settings: VerifierSettings },
): Twins {
  const make = (cache: VerifierSettings['cache']): Verifier<unknown> => {
    const { issuers, settings } = build()
    const cached = { ...settings, ...(cache !== undefined && { cache }) }
    return buildVerifier(ENGINES[0], withoutChance, issuers, cached)
  }
  const [remembering, forgetful] = [make(undefined), make(false)]
  return {
    async agree(token, when) {
      const [one, other] = [await outcomeOf(remembering, token), await outcomeOf(forgetful, token)]
      assert.deepEqual(one, other, when)
      return one.code
    },
    each(act) {
      act(remembering)
      act(forgetful)
    },
  }
}

async function outcomeOf(
  verifier: Verifier<unknown>,
  token: string,
): Promise<{ code: string; details: unknown }> {
  try {
    return { code: 'accepted', details: structuredClone(await verifier.verify(token)) }
  } catch (error) {
    if (AuthError.is(error)) return { code: error.code, details: error.details }
    throw error
  }
}
