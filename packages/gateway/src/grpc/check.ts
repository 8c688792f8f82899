import type { ProxyAnswer, ToProxyAnswer } from '../answers/answers.ts'
import { grpcTelling, type ProxyRequest, type Telling } from '../asked/tellings.ts'
import type { Verify } from '../server/verify.ts'
import { createWritePass, writeRefusal } from './write-check.ts'

/** Answers Envoy's question: the bytes of a `CheckResponse`, at once where nothing has to be fetched. */
export type Check = (request: ProxyRequest) => Buffer | Promise<Buffer>

/**
 * Makes it of what makes the way of a request: the same judgement as over HTTP, another envelope. `names` are those of the
 * headers that carry an identity or bring an ID token.
 */
export function createCheck(
  makeVerify: (telling: Telling, toAnswer: ToProxyAnswer) => Verify,
  toAnswer: ToProxyAnswer,
  names: readonly string[],
): Check {
  const writePass = createWritePass(names)
  const verify = makeVerify(grpcTelling, (decision): ProxyAnswer | Pass =>
    decision.kind === 'allowed'
      ? { status: 200, headers: [], body: '', identity: decision.identity }
      : toAnswer(decision),
  )
  const write = (answer: ProxyAnswer | Pass): Buffer =>
    'identity' in answer ? writePass(answer.identity) : writeRefusal(answer)
  return (request) => {
    const answer = verify(request)
    return answer instanceof Promise ? answer.then(write) : write(answer)
  }
}

/** Only what was allowed is one, whatever the status of an answer. */
interface Pass extends ProxyAnswer {
  readonly identity: readonly string[]
}
