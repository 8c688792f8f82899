import { answerServerError } from './answers.ts'
import type { Outcome } from './backend.ts'
import type { Requests } from './fault-issuer.ts'
import { partOfTtl } from './libraries.ts'
import { boot, verifyInTurn, verifyOne, type Fault, type Stage } from './stage.ts'
import { toCount, toCounts, toSequence, toWords } from './words.ts'

/** Beyond every library's pause after a fetch, within every TTL. */
const LATER_SECONDS = 45

const WAVES = 10
const KIDS_A_WAVE = 100

/** Keys that the library does not know: of nobody, or new. */
export const UNKNOWN_KEY_FAULTS: readonly Fault[] = [
  {
    title: '500 callers at once, none served before',
    async play({ issuer, backend }) {
      const outcomes = await backend.verify(Array.from({ length: 500 }, () => issuer.sign()))
      await issuer.settle()
      return `${toRequests(issuer.takeRequests())}; ${toCounts(outcomes)}`
    },
  },
  {
    title: '1,000 random kids',
    async play(stage) {
      await boot(stage)
      await stage.backend.advance(LATER_SECONDS)
      return await flood(stage)
    },
  },
  {
    title: '1,000 random kids while the issuer answers 500',
    async play(stage) {
      await boot(stage)
      await stage.backend.advance(LATER_SECONDS)
      stage.issuer.answer(answerServerError)
      return await flood(stage)
    },
  },
  {
    title: '1,000 random kids, and then the TTL is over: tokens of the known key',
    async play(stage) {
      const { backend, library } = stage
      await boot(stage)
      await backend.advance(partOfTtl(library, 0.99))
      await flood(stage)
      await backend.advance(partOfTtl(library, 0.02))
      return toSequence(await verifyInTurn(stage))
    },
  },
  {
    title: '1,000 random kids, and a second later the first token of a new key',
    async play(stage) {
      await boot(stage)
      await stage.backend.advance(LATER_SECONDS)
      await flood(stage)
      await publishNewKey(stage)
      await stage.backend.advance(1)
      return toWords(await verifyOne(stage))
    },
  },
  {
    title: 'the first token of a key published 0.1 s after boot',
    async play(stage) {
      await boot(stage)
      await stage.backend.advance(0.1)
      await publishNewKey(stage)
      return toWords(await verifyOne(stage))
    },
  },
  {
    title: `the first token of a key published ${LATER_SECONDS} s after boot`,
    async play(stage) {
      await boot(stage)
      await stage.backend.advance(LATER_SECONDS)
      await publishNewKey(stage)
      return toWords(await verifyOne(stage))
    },
  },
]

/** Random kids in waves, with a token of the known key in each wave and after the last. */
async function flood({ issuer, backend }: Stage): Promise<string> {
  const random: Outcome[] = []
  const known: Outcome[] = []
  for (let wave = 0; wave < WAVES; wave++) {
    const [first, ...others] = await backend.verify([issuer.sign(), ...issuer.forge(KIDS_A_WAVE)])
    random.push(...others)
    if (first !== undefined) known.push(first)
  }
  known.push(...(await backend.verify([issuer.sign()])))
  await issuer.settle()
  return `${toRequests(issuer.takeRequests())}; random kids: ${toCounts(random)}; known key: ${toCounts(known)}`
}

function toRequests({ discovery, jwks }: Requests): string {
  const all = toCount(discovery + jwks, 'request')
  return discovery === 0 ? all : `${all} (${discovery} for discovery)`
}

async function publishNewKey({ issuer }: Stage): Promise<void> {
  issuer.keys = [await issuer.createKey(), ...issuer.keys]
}
