// This file, `journey-steps.ts` and `check-prices.ts` look inside the library: they measure one step at a time.
import type { Algorithm } from '../../packages/tokenstile/dist/esm/core/algorithms.js'
import { decodeCompact, type UnverifiedToken } from '../../packages/tokenstile/dist/esm/core/compact.js'
import type { Engine } from '../../packages/tokenstile/dist/esm/core/engine.js'
import { insideOf } from '../../packages/tokenstile/dist/esm/core/inside.js'
import type { TrustedIssuer } from '../../packages/tokenstile/dist/esm/core/issuer-book.js'
import { algorithmOf } from '../../packages/tokenstile/dist/esm/core/prove.js'
import { createVerifier } from 'tokenstile'
import { issuerOptionsFor } from './ours.ts'
import type { Contestant } from './rounds.ts'
import { createPresenter, type Signed } from './signed-tokens.ts'

export const MAX_TOKEN_BYTES = 8192

/** The parts of a verifier, and some tokens that it has decoded. */
export interface OpenedVerifier {
  readonly engine: Engine
  readonly issuer: TrustedIssuer
  readonly algorithm: Algorithm
  readonly decoded: readonly UnverifiedToken[]
}

export function openVerifier(signed: Signed): OpenedVerifier {
  const stations = insideOf(createVerifier(issuerOptionsFor(signed)))
  const issuer = stations?.book.groups()[0]?.[0]
  if (stations === undefined || issuer === undefined) throw new Error('the verifier has no inside')
  const { engine } = stations
  const decoded = createPresenter(signed.tokens)(200).map((token) => {
    const result = decodeCompact(token, MAX_TOKEN_BYTES, engine, () => undefined)
    if (typeof result === 'string') throw new Error(`a good token is refused: ${result}`)
    return result
  })
  return { engine, issuer, algorithm: algorithmOf(decoded[0] as UnverifiedToken, issuer.policy), decoded }
}

/** Where measured functions leave what they give, so that no compiler takes them for useless. */
export const sink: { value: unknown } = { value: undefined }

/** Runs over the same prepared things, by their index, again and again. */
export function overEach(name: string, length: number, run: (at: number) => unknown): Contestant {
  return {
    name,
    prepare: (count) => () => {
      for (let index = 0, at = 0; index < count; index++) {
        sink.value = run(at)
        if (++at === length) at = 0
      }
    },
  }
}

/** Runs over tokens that come as from a server. */
export function overTokens(name: string, signed: Signed, run: (token: string) => unknown): Contestant {
  const present = createPresenter(signed.tokens)
  return {
    name,
    prepare: (count) => {
      const tokens = present(count)
      return () => {
        for (const token of tokens) sink.value = run(token)
      }
    },
  }
}
