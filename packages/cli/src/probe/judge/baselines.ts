import { retryAfterSeconds, type Answer, type AnsweredAnswer } from '../target/answer.ts'
import type { AcceptIf } from './accept-if.ts'
import { describeShape, intersect, likeness, overlap, readShape, type Shape } from './shape.ts'

/** An answer, and what was sent for it. */
export interface Sample {
  readonly answer: Answer
  readonly secrets: readonly string[]
}

/** The answers that everything else is compared with. */
export interface BaselineSamples {
  /** For a good token; first and again, after the others. */
  readonly good: readonly [Sample, Sample]
  readonly none: Sample
  readonly random: Sample
}

/** What tells a good answer from a refusal. */
export interface Baselines {
  /** Whether an answer is like the good one, and not like the refused ones. */
  readonly isAccepted: (answer: AnsweredAnswer, secrets: readonly string[]) => boolean
  /** Whether it is like one of the refused ones: the same status and shape. */
  readonly isRefused: (answer: AnsweredAnswer, secrets: readonly string[]) => boolean
  /** What the good one looks like, for people. */
  readonly good: string
  readonly refused: string
  /** What tells them apart. */
  readonly by: 'accept-if' | 'status' | 'shape' | 'words'
  readonly refusedStatuses: ReadonlySet<number>
}

/** Why nothing can be said, and what to do. */
export interface Inconclusive {
  readonly reason: string
  readonly hint: string
}

/** Learns from the baselines. Gives a reason instead where the good one does not differ, or is not good. */
export function learnBaselines(
  { good, none, random }: BaselineSamples,
  acceptIf?: AcceptIf,
): Baselines | Inconclusive {
  const goods = good.map(toLook)
  const refusals = [none, random].map(toLook)
  const lost = findLost(good, refusals)
  if (lost !== undefined) return lost
  const goodLooks = goods.filter((look) => look !== undefined)
  const refusedLooks = refusals.filter((look) => look !== undefined)
  if (acceptIf !== undefined) return learnFromCondition(acceptIf, goodLooks, refusedLooks)
  return checkGood(goodLooks) ?? learnFromLooks(goodLooks, refusedLooks)
}

export function isInconclusive(learned: Baselines | Inconclusive): learned is Inconclusive {
  return 'reason' in learned
}

interface Look {
  readonly answer: AnsweredAnswer
  readonly shape: Shape
}

function toLook({ answer, secrets }: Sample): Look | undefined {
  return answer.kind === 'answered' ? { answer, shape: readShape(answer, secrets) } : undefined
}

const LOST_HINTS = {
  gone: 'did the backend stop? look into its log',
  reset: 'look into the log of the backend',
  timeout: 'does the backend answer this request at all? --timeout gives it longer',
  'no-http': 'is it http or https, and is the port right?',
  untrusted:
    'set NODE_EXTRA_CA_CERTS to the file of the authority that signed it, and name the target as the certificate does',
} as const

function findLost(
  samples: BaselineSamples['good'],
  refusals: readonly (Look | undefined)[],
): Inconclusive | undefined {
  for (const { answer } of samples) {
    if (answer.kind !== 'lost') continue
    const words = describeAnswer(answer, [])
    return { reason: `a good token got no answer: ${words}`, hint: LOST_HINTS[answer.reason] }
  }
  if (refusals.every((look) => look === undefined)) {
    return {
      reason: 'neither a request without a token nor one with a random string got an answer',
      hint: 'look into the log of the backend',
    }
  }
  return undefined
}

function learnFromCondition(
  acceptIf: AcceptIf,
  goods: readonly Look[],
  refusals: readonly Look[],
): Baselines | Inconclusive {
  if (!goods.every(({ answer }) => acceptIf(answer))) {
    return {
      reason: 'the answer for a good token does not fulfil --accept-if',
      hint: `it was ${describeLook(goods[0])}`,
    }
  }
  if (refusals.some(({ answer }) => acceptIf(answer))) {
    return {
      reason: 'an answer without a good token fulfils --accept-if too',
      hint: 'name something that only a good answer has',
    }
  }
  return toBaselines('accept-if', goods, refusals, ({ answer }) => acceptIf(answer))
}

function checkGood([first]: readonly Look[]): Inconclusive | undefined {
  const { answer } = first ?? {}
  if (answer === undefined) return undefined
  const { status } = answer
  if (status >= 200 && status < 300) return undefined
  const was = `a good token was answered by ${status}`
  if (status === 429)
    return { reason: `${was}: the backend counts requests`, hint: 'wait, and try a lower --rate' }
  if (status >= 500) return { reason: was, hint: 'does the backend reach its issuer? look into its log' }
  if (status >= 300 && status < 400) {
    return { reason: `${was}, and redirects are not followed`, hint: 'give the address that it leads to' }
  }
  if (status === 404 || status === 405) {
    return {
      reason: was,
      hint: 'is the route right, and the method? where the user is unknown, name another with --user',
    }
  }
  if (status === 403) {
    return {
      reason: was,
      hint: 'the token lacks what this route demands: --mint adds roles or scopes, or take another route',
    }
  }
  return {
    reason: was,
    hint: 'does the backend trust this issuer, and is --audience what it expects? tokenstile verify says what a token holds',
  }
}

function learnFromLooks(goods: readonly Look[], refusals: readonly Look[]): Baselines | Inconclusive {
  const { status } = (goods[0] as Look).answer
  const goodClass = statusClass(status)
  if (!goods.every(({ answer }) => statusClass(answer.status) === goodClass)) {
    return { reason: 'a good token was answered in two ways', hint: 'is the backend steady? try again' }
  }
  const names = intersect(goods.map(({ shape }) => shape.names))
  const { kind } = (goods[0] as Look).shape
  if (refusals.every(({ answer }) => statusClass(answer.status) !== goodClass)) {
    return toBaselines('status', goods, refusals, ({ answer, shape }) => {
      if (statusClass(answer.status) !== goodClass || shape.kind !== kind) return false
      if (kind === 'json' && hasStrangeError(shape, goods)) return false
      if (kind === 'json' && shape.names.size === 0) return true
      return kind === 'text' || overlap(shape.names, names) >= 0.5
    })
  }
  return learnFromBodies(goods, refusals)
}

/** The statuses do not tell: the bodies must. */
function learnFromBodies(goods: readonly Look[], refusals: readonly Look[]): Baselines | Inconclusive {
  const goodClass = statusClass((goods[0] as Look).answer.status)
  const typed = intersect(goods.map(({ shape }) => shape.typedNames))
  const alike = refusals.filter(({ answer }) => statusClass(answer.status) === goodClass)
  const { kind } = (goods[0] as Look).shape
  const isFar = ({ shape }: Look): boolean => shape.kind !== kind || likeness(shape.typedNames, typed) < 0.7
  if (kind !== 'text' && alike.every(isFar)) {
    return toBaselines('shape', goods, refusals, ({ answer, shape }) => {
      if (statusClass(answer.status) !== goodClass || shape.kind !== kind) return false
      if (kind === 'json' && hasStrangeError(shape, goods)) return false
      const toGood = likeness(shape.typedNames, typed)
      const toRefused = Math.max(
        ...alike.map((look) =>
          look.shape.kind === kind ? likeness(shape.typedNames, look.shape.typedNames) : 0,
        ),
      )
      return toGood >= 0.5 && toGood > toRefused
    })
  }
  const marks = intersect(goods.map(({ shape }) => shape.words))
  const ownMarks = new Set([...marks].filter((word) => !alike.some(({ shape }) => shape.words.has(word))))
  if (ownMarks.size > 0) {
    return toBaselines('words', goods, refusals, ({ answer, shape }) => {
      if (statusClass(answer.status) !== goodClass) return false
      return [...ownMarks].every((word) => shape.words.has(word))
    })
  }
  return {
    reason: 'the answer for a good token does not differ from the one for none or for a random string',
    hint: 'is the route protected? otherwise say what a good answer is: --accept-if json:/user or body:TEXT',
  }
}

/** A member that speaks of an error, where good answers have none. */
function hasStrangeError({ names }: Shape, goods: readonly Look[]): boolean {
  return ['$.error', '$.errors', '$.error_description'].some(
    (name) => names.has(name) && !goods.some(({ shape }) => shape.names.has(name)),
  )
}

function toBaselines(
  by: Baselines['by'],
  goods: readonly Look[],
  refusals: readonly Look[],
  accepts: (look: Look) => boolean,
): Baselines {
  const isRefused = ({ answer, shape }: Look): boolean =>
    refusals.some(
      (look) =>
        look.answer.status === answer.status &&
        look.shape.kind === shape.kind &&
        (shape.kind === 'text' || overlap(look.shape.names, shape.names) >= 0.5),
    )
  return {
    by,
    isAccepted: (answer, secrets) => accepts({ answer, shape: readShape(answer, secrets) }),
    isRefused: (answer, secrets) => isRefused({ answer, shape: readShape(answer, secrets) }),
    good: describeLook(goods[0]),
    refused: [...new Set(refusals.map(describeLook))].join(' or '),
    refusedStatuses: new Set(refusals.map(({ answer }) => answer.status)),
  }
}

export function describeAnswer(answer: Answer, secrets: readonly string[]): string {
  if (answer.kind === 'lost') {
    const words = {
      gone: 'nothing listens any more',
      reset: 'connection lost',
      timeout: 'no answer in time',
      'no-http': 'no HTTP',
      untrusted: 'a certificate that is not trusted',
    }
    return words[answer.reason]
  }
  const wait = retryAfterSeconds(answer)
  return `${describeLook({ answer, shape: readShape(answer, secrets) })}${wait === undefined ? '' : `, Retry-After ${wait}`}`
}

function describeLook(look: Look | undefined): string {
  return look === undefined ? 'nothing' : `${look.answer.status} ${describeShape(look.shape)}`
}

function statusClass(status: number): number {
  return Math.floor(status / 100)
}
