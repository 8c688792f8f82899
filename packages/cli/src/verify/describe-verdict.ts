import { ERRORS, type Auth, type IssuerOptions } from 'tokenstile'
import type { ExplainedCheck, Explanation } from 'tokenstile/explain'
import { describeTime } from '../terminal/local-time.ts'
import { printable } from '../terminal/printable.ts'
import type { Style } from '../terminal/style.ts'
import { describeMembers } from '../token/describe-members.ts'
import { describeChecks } from './describe-checks.ts'

/** A token and what was found out about it. */
export interface Judged {
  readonly explanation: Explanation
  /** Undefined where it is refused. */
  readonly auth: Auth<unknown> | undefined
  readonly trusted: IssuerOptions
}

/** The verdict for a person: first what it is, then why, then what the token says. */
export function describeVerdict(judged: Judged, style: Style, nowMs: number): readonly string[] {
  const { header, claims } = judged.explanation
  const members = (title: string, of: typeof header | typeof claims): readonly string[] =>
    of === undefined ? [] : ['', style.strong(title), ...describeMembers(of, nowMs)]
  return [
    ...describeOutcome(judged, style, nowMs),
    '',
    style.strong('checks'),
    ...describeChecks(judged.explanation, style, nowMs),
    ...members('claims', claims),
    ...members('header', header),
  ]
}

function describeOutcome({ explanation, auth }: Judged, style: Style, nowMs: number): readonly string[] {
  if (auth !== undefined) {
    const until = describeTime(auth.expiresAt, nowMs)
    return [`${style.good('ACCEPTED')}: ${describeCaller(auth)}, until ${until}`]
  }
  const [first, ...more] = explanation.checks.filter(({ state }) => state === 'refused')
  const others = more.length === 0 ? '' : `, and ${more.length} more below`
  const { sentence, hint } = describeReason(first, explanation)
  return [`${style.bad('REFUSED')}: ${sentence}${others}`, `hint: ${hint}`]
}

interface Reason {
  readonly sentence: string
  readonly hint: string
}

function describeReason(check: ExplainedCheck | undefined, { kind }: Explanation): Reason {
  const code = check?.code ?? 'malformed_token'
  if (code === 'wrong_type' && kind === 'id') {
    return {
      sentence: `this is an ID token, not an access token (${code})`,
      hint: 'send the access token; the ID token is for the application that logged the user in',
    }
  }
  return { sentence: `${ERRORS[code].message} (${code})`, hint: check?.hint ?? ERRORS[code].hint }
}

function describeCaller({ user, clientId }: Auth<unknown>): string {
  if (user === undefined) return `the machine ${printable(clientId ?? '')}`
  const { id } = user as { readonly id?: unknown }
  return `the user ${printable(String(id))}`
}
