import type { Family } from './attacks/attack.ts'
import type { Defect, DefectName } from './defects.ts'
import type { Inconclusive } from './judge/baselines.ts'

/** The classes of findings, in the order of the report. */
export const FINDING_CLASSES = {
  'let-through': 'Let through',
  crashed: 'Crashed',
  leaked: 'Leaked',
  'wrong-status': 'Wrong status',
  'missing-challenge': 'Missing challenge',
  keys: 'Keys',
  note: 'Worth knowing',
} as const

export type FindingClass = keyof typeof FINDING_CLASSES

/** One thing that was seen. */
export interface Finding {
  readonly class: FindingClass
  /** The attack, or the baseline, that showed it. */
  readonly attack: string
  readonly family: Family
  /** What was sent. */
  readonly sentence: string
  readonly defect: DefectName
  /** What came back, without a token: `200 { roles[], sub }`. */
  readonly evidence: string
}

/** One defect behind the findings, with all that showed it. */
export interface Diagnosed extends Defect {
  readonly name: DefectName
  readonly attacks: readonly string[]
}

/** How often the backend asked its issuer for keys; only a local issuer tells. */
export interface KeyFetches {
  /** For good tokens, all of known keys. */
  readonly forGood: { readonly requests: number; readonly fetches: number }
  /** For tokens whose kid nobody published. */
  readonly forUnknown: { readonly requests: number; readonly fetches: number }
}

export type Verdict = 'clean' | 'found' | 'let-through' | 'inconclusive'

/** All that a probe found out. Holds no token and no part of one. */
export interface ProbeReport {
  readonly target: string
  readonly address: string
  readonly method: string
  /** Whether a local issuer made the tokens, or they were made from one that was given. */
  readonly mode: 'local-issuer' | 'given-token'
  readonly verdict: Verdict
  /** Why nothing can be said. */
  readonly inconclusive?: Inconclusive
  /** What a good answer and a refusal look like, and what tells them apart. */
  readonly baselines?: { readonly good: string; readonly refused: string; readonly by: string }
  readonly sent: number
  /** Attacks that were made and judged. */
  readonly judged: number
  /** Attacks that could not be made from what was at hand, by name. */
  readonly notMade: readonly string[]
  /** Attacks that got no answer to judge: the backend was counting requests. */
  readonly notJudged: readonly string[]
  readonly findings: readonly Finding[]
  readonly defects: readonly Diagnosed[]
  /** What needs no change before the next release. */
  readonly notes: readonly Diagnosed[]
  readonly keyFetches?: KeyFetches
  readonly durationMs: number
}
