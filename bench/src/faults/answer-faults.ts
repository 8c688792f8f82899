import { answerText, pad, padCompressed, redirectTo, type Answer } from './answers.ts'
import { startRedirectTarget } from './redirect-target.ts'
import { boot, passTtl, verifyInTurn, verifyOne, type Fault, type Stage } from './stage.ts'
import { toMegabytes, toSequence, toWords } from './words.ts'

const UNUSABLE = { kty: 'RSA', kid: 'unusable', alg: 'RS256', use: 'sig', e: 'AQAB' }
const OF_ANOTHER_TIME = { kty: 'AKP', kid: 'new', alg: 'ML-DSA-44', pub: 'AAAA' }

/** An issuer that answers, but with what is no good key set. */
export const ANSWER_FAULTS: readonly Fault[] = [
  replaceKeys('an empty key set', answerText('{"keys":[]}')),
  replaceKeys('HTML with status 200', answerText('<!doctype html><title>Hello</title>', 'text/html')),
  replaceKeys('JSON that is no key set', answerText('{"message":"hello"}')),
  replaceKeys('a set of unusable keys', answerText(JSON.stringify({ keys: [UNUSABLE, OF_ANOTHER_TIME] }))),
  besideGoodKey('a key without a modulus', UNUSABLE),
  besideGoodKey('a key of an unknown type', OF_ANOTHER_TIME),
  {
    title: 'at boot the key set is redirected to another server',
    async play(stage) {
      const target = await startRedirectTarget(stage.issuer)
      try {
        stage.issuer.answer(redirectTo(target.url), 'jwks')
        const words = toWords(await verifyOne(stage))
        return `${target.wasCalled() ? 'the other server is asked' : 'not followed'}; ${words}`
      } finally {
        await target.stop()
      }
    },
  },
  measureMemory('a key set of 50 MB', pad(50)),
  measureMemory('a key set of 200 MB that came as 0.2 MB of gzip', padCompressed(200)),
]

/** The TTL is over, and instead of the keys this comes: are the good ones kept? */
function replaceKeys(what: string, how: Answer): Fault {
  return {
    title: `the TTL is over and the issuer sends ${what}`,
    async play(stage) {
      await boot(stage)
      stage.issuer.answer(how, 'jwks')
      await passTtl(stage)
      return toSequence(await verifyInTurn(stage))
    },
  }
}

function besideGoodKey(what: string, bad: object): Fault {
  return {
    title: `at boot the set holds ${what} beside the good key`,
    async play(stage) {
      stage.issuer.answer((response, good) => {
        const { keys } = JSON.parse(good) as { keys: object[] }
        answerText(JSON.stringify({ keys: [bad, ...keys] }))(response, good)
      }, 'jwks')
      return toWords(await verifyOne(stage))
    },
  }
}

function measureMemory(what: string, how: Answer): Fault {
  return {
    title: `at boot the issuer sends ${what}`,
    async play(stage: Stage) {
      const { nowBytes } = await stage.backend.readMemory()
      stage.issuer.answer(how, 'jwks')
      // How long so much takes is this machine's affair.
      const words = toWords({ ...(await verifyOne(stage)), ms: 0 })
      const { peakBytes } = await stage.backend.readMemory()
      return `${toMegabytes(peakBytes - nowBytes)}; ${words}`
    },
  }
}
