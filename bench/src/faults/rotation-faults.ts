import { answerAfter } from './answers.ts'
import type { Outcome } from './backend.ts'
import { partOfTtl } from './libraries.ts'
import { boot, passTtl, verifyInTurn, type Fault, type Stage } from './stage.ts'
import { toCount, toSequence } from './words.ts'

const SLOW_MS = 2_000

/** Keys that come, go and change at an issuer that is well, if slow. */
export const ROTATION_FAULTS: readonly Fault[] = [
  {
    title: 'a key was removed and the TTL is over: a token of the removed key',
    async play(stage) {
      const { issuer } = stage
      await boot(stage)
      const [removed] = issuer.keys
      issuer.keys = [await issuer.createKey()]
      await passTtl(stage)
      return toSequence(await verifyInTurn(stage, () => issuer.sign(removed)))
    },
  },
  {
    title: 'a kid got new key material and the TTL is over: a token of the new key',
    async play(stage) {
      await replaceMaterial(stage)
      return toSequence(await verifyInTurn(stage))
    },
  },
  {
    title: 'a kid got new key material and the TTL is over: a token of the old key',
    async play(stage) {
      const replaced = await replaceMaterial(stage)
      return toSequence(await verifyInTurn(stage, () => stage.issuer.sign(replaced)))
    },
  },
  {
    title: 'the TTL runs out while the issuer takes 2 s to answer',
    play: async (stage) => {
      await boot(stage)
      stage.issuer.answer(answerAfter(SLOW_MS))
      const outcomes = [...(await verifyAt(stage, 0.97)), ...(await verifyAt(stage, 0.06))]
      const longestMs = Math.max(...outcomes.map(({ ms }) => ms))
      const wait =
        longestMs < SLOW_MS / 2 ? 'nobody waits' : `requests wait up to ${(longestMs / 1000).toFixed(1)} s`
      return `${wait}; ${toCount(stage.issuer.takeRequests().jwks, 'request')} for keys`
    },
  },
]

async function replaceMaterial(stage: Stage): Promise<Stage['issuer']['keys'][number] | undefined> {
  const { issuer } = stage
  await boot(stage)
  const [replaced] = issuer.keys
  issuer.keys = [await issuer.createKey(replaced?.jwk['kid'] as string)]
  await passTtl(stage)
  return replaced
}

/** Moves on by this part of the TTL and verifies five tokens at once. */
async function verifyAt({ issuer, backend, library }: Stage, part: number): Promise<readonly Outcome[]> {
  await backend.advance(partOfTtl(library, part))
  const outcomes = await backend.verify(Array.from({ length: 5 }, () => issuer.sign()))
  await issuer.settle()
  return outcomes
}
