import { answerNothing, answerServerError, drip, dropConnection, type Answer } from './answers.ts'
import { boot, passTtl, verifyInTurn, verifyOne, type Fault, type Stage } from './stage.ts'
import { toSequence, toWords } from './words.ts'

/** Longer than the longest time limit among the libraries, 30 s. */
const LONG_MS = 33_000

/** An issuer that gives no keys: when a library has none yet, and when it has had some for a while. */
export const OUTAGE_FAULTS: readonly Fault[] = [
  ...atBootAndLater('the issuer answers 500', playAnswer(answerServerError)),
  ...atBootAndLater('the issuer drops the connection', playAnswer(dropConnection)),
  ...atBootAndLater('the issuer is not there', ({ issuer }) => issuer.stop()),
  {
    title: 'nobody came for ten hours and the issuer is not there',
    async play(stage) {
      await boot(stage)
      await stage.issuer.stop()
      await stage.backend.advance(10 * 3600)
      return toSequence(await verifyInTurn(stage))
    },
  },
]

/** Those in which most of the time is waiting. */
export const WAITING_FAULTS: readonly Fault[] = [
  waitFor('at boot the issuer takes the connection and says nothing', answerNothing),
  waitFor('at boot the key set comes as one byte a second', drip),
]

function atBootAndLater(what: string, breakIt: (stage: Stage) => unknown): readonly Fault[] {
  return [
    {
      title: `at boot ${what}`,
      async play(stage) {
        await breakIt(stage)
        return toWords(await verifyOne(stage))
      },
    },
    {
      title: `the TTL is over and ${what}`,
      async play(stage) {
        await boot(stage)
        await breakIt(stage)
        await passTtl(stage)
        return toSequence(await verifyInTurn(stage))
      },
    },
  ]
}

function playAnswer(how: Answer): (stage: Stage) => void {
  return ({ issuer }) => issuer.answer(how)
}

function waitFor(title: string, how: Answer): Fault {
  return {
    title,
    async play(stage) {
      stage.issuer.answer(how, 'jwks')
      return toWords(await verifyOne(stage, LONG_MS))
    },
  }
}
